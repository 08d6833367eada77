#include "fetch/curl_fetcher.h"

#include <curl/curl.h>

#include <algorithm>
#include <utility>

#include "fetch/transfer.h"

namespace newswatch::fetch {
namespace {

constexpr model::Duration kStall = std::chrono::seconds(2);
constexpr std::size_t kMostSpare = 8;  // handles kept for the next transfers
constexpr long kMostIdle = 32;  // idle connections: libcurl looks at each of them every second
constexpr model::Duration kLongestWait = std::chrono::hours(1);

}  // namespace

void CurlFetcher::MultiCloser::operator()(void* multi) const { curl_multi_cleanup(multi); }

model::Result<std::unique_ptr<CurlFetcher>> CurlFetcher::open(Options options,
                                                              const model::Clock& clock) {
  net::initialise_curl();
  std::shared_ptr<Spool> spool;
  if (!options.spool_dir.empty()) {
    auto opened = Spool::open(options.spool_dir);
    if (!opened) return tl::unexpected(opened.error());
    spool = std::move(*opened);
  }
  std::unique_ptr<CurlFetcher> fetcher(
      new CurlFetcher(std::move(options), std::move(spool), clock));
  if (!fetcher->multi_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  const Options& own = fetcher->options_;
  if (auto done = fetcher->trust(own.guard, own.ca_file); !done) {
    return tl::unexpected(done.error());
  }
  return fetcher;
}

CurlFetcher::CurlFetcher(Options options, std::shared_ptr<Spool> spool, const model::Clock& clock)
    : options_(std::move(options)),
      spool_(std::move(spool)),
      clock_(clock),
      multi_(curl_multi_init()) {
  if (!multi_) return;
  const auto limit = static_cast<long>(options_.max_connections);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, limit);
  // By default libcurl keeps four times as many connections as transfers are running, which is none
  // when transfers are quick.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMostIdle);
}

CurlFetcher::~CurlFetcher() { cancel_all(); }

model::Result<void> CurlFetcher::trust(net::AddressGuard guard,
                                       const std::filesystem::path& ca_file) {
  auto read = net::CaBundle::with(ca_file);
  if (!read) return tl::unexpected(read.error());
  auto same = std::find_if(bundles_.begin(), bundles_.end(),
                           [&](const auto& known) { return known->holds_the_same_as(*read); });
  if (same == bundles_.end()) {
    same = bundles_.insert(same, std::make_shared<const net::CaBundle>(*std::move(read)));
  }
  context_ = std::make_shared<const TransferContext>(
      TransferContext{std::move(guard), *same, options_.proxies, clock_, spool_});
  return {};
}

void CurlFetcher::start(Request request) {
  const std::uint64_t id = request.id;
  Transfer::Handle handle;
  if (!spare_.empty()) {
    handle = std::move(spare_.back());
    spare_.pop_back();
  }
  auto transfer = std::make_unique<Transfer>(std::move(request), context_, std::move(handle));
  if (auto begun = transfer->begin(); !begun) {
    ended_.push_back({id, tl::unexpected(begun.error())});
    return;
  }
  admit(std::move(transfer));
}

std::size_t CurlFetcher::lookups() const {
  return lingering_.count() +
         static_cast<std::size_t>(std::count_if(
             active_.begin(), active_.end(), [](const auto& e) { return e.second->looking_up(); }));
}

void CurlFetcher::admit(Owned transfer) {
  if (transfer->needs_lookup() && lookups() >= options_.max_lookups) {
    waiting_.push_back(std::move(transfer));
    return;
  }
  const std::uint64_t id = transfer->id();
  transfer->hop_starts();
  Transfer& entered = *transfer;
  if (!active_.try_emplace(id, std::move(transfer)).second) {
    ended_.push_back(
        {id, model::fail(model::ErrorKind::kBug, "two transfers in flight have one id")});
    return;
  }
  if (curl_multi_add_handle(multi_.get(), entered.handle()) != CURLM_OK) {
    active_.erase(id);
    ended_.push_back({id, model::fail(model::ErrorKind::kBug, "libcurl refuses a transfer")});
  }
}

// Starts waiting transfers in their order. A transfer that needs no look-up never waits.
void CurlFetcher::admit_waiting() {
  const model::Monotonic now = clock_.monotonic();
  lingering_.expire(now);
  std::deque<Owned> row;
  row.swap(waiting_);
  for (Owned& transfer : row) {
    if (transfer->deadline() <= now) {
      ended_.push_back({transfer->id(), transfer->expired()});
    } else {
      admit(std::move(transfer));
    }
  }
}

// Removes the transfer from the multi handle. A look-up that is running goes on without it.
void CurlFetcher::leave(Transfer& transfer) {
  if (transfer.looking_up()) lingering_.add(clock_.monotonic());
  curl_multi_remove_handle(multi_.get(), transfer.handle());
}

void CurlFetcher::collect() {
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    char* self = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
    Transfer& transfer = *reinterpret_cast<Transfer*>(self);
    const std::uint64_t id = transfer.id();
    if (code == CURLE_OPERATION_TIMEDOUT) {
      leave(transfer);
    } else {
      curl_multi_remove_handle(multi_.get(), transfer.handle());
    }
    auto outcome = transfer.hop_ended(code);
    auto entry = active_.extract(id);
    if (outcome) {
      ended_.push_back({id, *std::move(outcome)});
      // If it failed, its look-up may still be running.
      if (code == CURLE_OK && spare_.size() < kMostSpare) {
        spare_.push_back(entry.mapped()->give_back());
      }
    } else {
      admit(std::move(entry.mapped()));
    }
  }
}

model::Duration CurlFetcher::patience(model::Monotonic until) const {
  if (!waiting_.empty()) {
    for (const Owned& transfer : waiting_) until = std::min(until, transfer->deadline());
    until = std::min(until, lingering_.next_end().value_or(until));
  }
  return std::clamp(until - clock_.monotonic(), model::Duration::zero(), kLongestWait);
}

std::vector<FetchResult> CurlFetcher::wait(model::Duration max) {
  const model::Monotonic until = clock_.monotonic() + std::min(max, kLongestWait);
  for (;;) {
    admit_waiting();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    collect();
    if (woken_.exchange(false) || !ended_.empty() || clock_.monotonic() >= until) {
      return std::exchange(ended_, {});
    }
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(patience(until).count()), nullptr);
  }
}

void CurlFetcher::wake() {
  woken_ = true;
  curl_multi_wakeup(multi_.get());
}

std::vector<std::uint64_t> CurlFetcher::stalled() const {
  const model::Monotonic before = clock_.monotonic() - kStall;
  std::vector<std::uint64_t> ids;
  for (const auto& [id, transfer] : active_) {
    if (transfer->last_moved() <= before) ids.push_back(id);
  }
  for (const Owned& transfer : waiting_) {
    if (transfer->last_moved() <= before) ids.push_back(transfer->id());
  }
  return ids;
}

void CurlFetcher::cancel_all() {
  for (const auto& [id, transfer] : active_) leave(*transfer);
  active_.clear();
  waiting_.clear();
  ended_.clear();
}

}  // namespace newswatch::fetch
