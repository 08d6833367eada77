// HttpJudge: asks a model server by POST /v1/chat/completions, as local and hosted servers offer
// it.
//
// At most 4 questions are in flight; others wait in order, and their deadlines hold meanwhile.
// After a Retry-After of the server those that wait end as kTransient, unasked; the owner starts no
// other before its time is over. A redirect is kPermanent: the key and the headlines go only to the
// url of the config. One thread.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "judge/judge.h"
#include "net/http_client.h"

namespace newswatch::judge {

class HttpJudge final : public Judge {
 public:
  struct Options {
    std::string url;    // http or https, no user in it
    std::string model;  // empty: the server's own choice
    std::string key;    // of the Authorization header; empty: none
    std::string user_agent;
    net::AddressGuard guard;
    std::filesystem::path ca_file;  // trusted beside the system's; empty: none
    std::string proxy;              // as in net::HttpRequest
    net::ProxyEnvironment proxies;  // for the proxy "env"
  };

  // The clock must outlive it. kBadInput: ca_file. kTransient: libcurl has no memory.
  static model::Result<std::unique_ptr<HttpJudge>> open(Options options, const model::Clock& clock);

  void start(const model::Question& question) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<QuestionOutcome>& done) override;
  void cancel(const std::string& event) override;
  void cancel_all() override;

 private:
  struct Key {
    std::string event, candidate;
  };
  struct Waiting {
    Key key;
    std::string body;
    model::Duration time{};  // from start() to the deadline
    model::Monotonic deadline{};
  };

  HttpJudge(Options options, net::CaBundle trusted, std::unique_ptr<net::HttpClient> client,
            const model::Clock& clock);

  void admit_waiting();
  void end_late();
  void end_waiting(model::Duration retry_after);
  void end(Key key, model::Result<Answer> answer,
           std::optional<model::Duration> retry_after = std::nullopt);
  net::HttpRequest request(std::string body, model::Duration time) const;
  model::Result<Answer> read(const net::HttpOutcome& outcome) const;
  model::Error refusal(const net::HttpResponse& response) const;
  model::Error error(model::ErrorKind kind, std::string_view what) const;

  const Options options_;
  const std::shared_ptr<const net::CaBundle> trusted_;
  const model::Clock& clock_;
  const std::vector<std::string> secrets_;  // to be masked where the server repeats them
  const std::unique_ptr<net::HttpClient> client_;
  std::deque<Waiting> waiting_;
  std::map<net::HttpClient::Id, Key> asked_;
  std::vector<QuestionOutcome> ended_;
};

}  // namespace newswatch::judge
