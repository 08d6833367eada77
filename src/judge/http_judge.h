// HttpJudge: a judge behind the chat form that local and hosted model servers share (POST
// /v1/chat/completions).
//
// Its own libcurl multi handle, driven by the owner's poll(2) through watch() and collect(). At
// most 4 questions are under way; the rest wait in order, their deadlines running on. Answers and
// errors as judge.h and chat_transfer.h say. One thread.
#pragma once

#include <curl/curl.h>

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "judge/judge.h"
#include "net/address_guard.h"

namespace newswatch::judge {

class ChatTransfer;
struct Endpoint;

class HttpJudge final : public Judge {
 public:
  struct Options {
    std::string url, model;
    std::string key;  // of the Authorization header; empty: none
    std::string user_agent;
    net::AddressGuard guard;
    std::filesystem::path ca_file;  // trusted beside the system's; empty: none
  };

  // The clock must outlive it. kBadInput: ca_file. kTransient: libcurl has no memory.
  static model::Result<std::unique_ptr<HttpJudge>> open(Options options, const model::Clock& clock);
  ~HttpJudge() override;
  HttpJudge(const HttpJudge&) = delete;
  HttpJudge& operator=(const HttpJudge&) = delete;

  void start(const model::Question& question) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Judged>& done) override;
  void cancel(const std::string& event) override;
  void cancel_all() override;

 private:
  using Owned = std::unique_ptr<ChatTransfer>;
  struct MultiCloser {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  HttpJudge(std::unique_ptr<const Endpoint> to, const model::Clock& clock);

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* self) noexcept;

  void admit_waiting();
  void drive();
  void end_finished();
  void end_late();
  void end(const ChatTransfer& transfer, model::Result<Answer> answer);
  void drop_active(const std::string* event);

  const std::unique_ptr<const Endpoint> to_;
  const model::Clock& clock_;
  std::map<curl_socket_t, short> sockets_;  // and what libcurl waits for
  std::optional<model::Monotonic> timer_;   // when libcurl wants to be called without one
  std::unique_ptr<CURLM, MultiCloser> multi_;
  std::vector<Owned> active_;  // in the multi handle
  std::deque<Owned> waiting_;
  std::vector<Judged> ended_;
};

}  // namespace newswatch::judge
