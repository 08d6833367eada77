// CurlFetcher: the Fetcher over one libcurl multi handle.
//
// One thread owns it; any thread may call wake(). libcurl looks up each name in a thread, which may
// outlive its transfer while a name server does not answer. So at most max_lookups look-ups run at
// once. Further transfers wait for one to end, while their time-outs run. Nothing here waits for
// such a thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <unordered_map>
#include <vector>

#include "fetch/fetcher.h"
#include "fetch/transfer.h"
#include "model/clock.h"
#include "net/address_guard.h"
#include "net/curl_setup.h"
#include "net/lingering_lookups.h"

namespace newswatch::fetch {

class CurlFetcher final : public Fetcher {
 public:
  struct Options {
    net::AddressGuard guard;
    std::filesystem::path ca_file;  // certificates to trust beside the system's; empty: none
    net::ProxyEnvironment proxies;  // for requests whose proxy is "env"
    // Where long bodies wait in a file without a name (spool.h); empty: they stay in memory.
    std::filesystem::path spool_dir = {};
    std::size_t max_lookups = 64;
    std::size_t max_connections = 1500;  // open connections, idle ones included
  };

  // The clock must outlive the fetcher. kBadInput: ca_file. kTransient: no file can be made in
  // spool_dir. kTransient, kBug: libcurl refuses.
  static model::Result<std::unique_ptr<CurlFetcher>> open(Options options,
                                                          const model::Clock& clock);
  ~CurlFetcher() override;
  CurlFetcher(const CurlFetcher&) = delete;
  CurlFetcher& operator=(const CurlFetcher&) = delete;

  void start(Request request) override;
  std::vector<FetchResult> wait(model::Duration max) override;
  void wake() override;
  std::vector<std::uint64_t> stalled() const override;
  model::Result<void> trust(net::AddressGuard guard, const std::filesystem::path& ca_file) override;
  void cancel_all() override;

  std::size_t in_flight() const { return active_.size() + waiting_.size(); }

 private:
  struct MultiCloser {
    void operator()(void* multi) const;
  };
  using Owned = std::unique_ptr<Transfer>;

  CurlFetcher(Options options, std::shared_ptr<Spool> spool, const model::Clock& clock);

  void admit(Owned transfer);
  void admit_waiting();
  void collect();
  std::size_t lookups() const;
  void leave(Transfer& transfer);
  model::Duration patience(model::Monotonic until) const;

  const Options options_;
  const std::shared_ptr<Spool> spool_;
  const model::Clock& clock_;
  // All that were ever trusted: libcurl knows a bundle by its path, under which it keeps
  // connections and certificates, so the path of an old one must never name another.
  std::vector<std::shared_ptr<const net::CaBundle>> bundles_;
  std::shared_ptr<const TransferContext> context_;
  std::unique_ptr<void, MultiCloser> multi_;
  std::unordered_map<std::uint64_t, Owned> active_;
  std::deque<Owned> waiting_;  // until a look-up may start
  net::LingeringLookups lingering_;
  std::vector<FetchResult> ended_;
  std::vector<Transfer::Handle> spare_;
  std::atomic<bool> woken_ = false;
};

}  // namespace newswatch::fetch
