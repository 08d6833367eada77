// HttpSink: a sink that is told by HTTP requests. HttpTarget: what one target wants to be sent, and
// what its answers mean; one class for each type of sink.
//
// The sink sends, waits, guards the address (net/address_guard.h) and blanks secrets in what it
// says. Errors are Failures: the target's own, or those of the network. Notify loop's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/sink_keys.h"
#include "model/clock.h"
#include "net/address_guard.h"
#include "net/http_client.h"
#include "net/http_message.h"
#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

class HttpTarget {
 public:
  virtual ~HttpTarget() = default;

  // The requests that deliver the row: one, or the same to each of several peers, of which one must
  // take it. Method, url, headers and body; the sink adds the rest. `now`: of this attempt.
  virtual std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time now) = 0;

  // What an answer means. nullopt: the target wants it sent once more, as requests() has it now.
  // `now`: when it came. A reference that a follow-up has here
  // becomes that of the message that it follows up.
  virtual std::optional<DeliveryResult> read(const model::OutboxRow& row,
                                             const net::HttpResponse& answer, model::Time now) = 0;

  virtual std::size_t most_at_once() const { return 1; }
  // What no error may show, beside the url's path and query.
  virtual std::vector<std::string> secrets() const { return {}; }
};

// What the status of an answer means where a target has no words of its own: 2xx taken; 401, 403,
// 404, 407, 410 and redirects end the sink, 400, 413, 422 and other 4xx the message; 408, 409, 425,
// 429 and 5xx end this attempt. Retry-After is obeyed. `complaint`: the target's words for it.
DeliveryResult by_status(const net::HttpResponse& answer, std::string_view complaint = {});

// The target's words for what went wrong, as most JSON answers have them (message, error,
// description, errmsg, detail), else the first line of plain text; shortened.
std::string complaint_of(const net::HttpResponse& answer);

// A 2xx that is not the target's, but a proxy's: "no answer of Telegram's".
DeliveryResult not_the_targets(const net::HttpResponse& answer, std::string_view what);

// The failure with a wait, if it has no longer one. To wait for no time is no wait: a target that
// says so again and again would be asked without end.
DeliveryResult with_wait(DeliveryResult result, std::optional<model::Duration> wait);

// A wait that a target tells, rounded up to milliseconds: nothing goes out too early. nullopt: it
// is no time to wait.
std::optional<model::Duration> wait_of(std::chrono::duration<double, std::milli> told);
std::optional<model::Duration> wait_of(std::string_view seconds);  // of a header: "0.3"
// The one that the body names: {"retry_after": 1.5}, in seconds.
std::optional<model::Duration> wait_in(const net::HttpResponse& answer);

// Of an address that is a secret: its path, and the parts of it that look like a key. For
// HttpTarget::secrets().
std::vector<std::string> secrets_of_address(std::string_view url);

class HttpSink final : public Notifier {
 public:
  struct Options {
    std::string name;  // of the sink, for messages
    net::AddressGuard guard;
    std::shared_ptr<const net::CaBundle> trusted;
    std::string proxy, user_agent;
    model::Duration timeout = std::chrono::seconds(30);
  };

  HttpSink(Options options, std::unique_ptr<HttpTarget> target,
           std::unique_ptr<net::HttpClient> client, const model::Clock& clock);

  std::size_t most_at_once() const override { return target_->most_at_once(); }
  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void cancel() override;

 private:
  struct Sending {
    model::OutboxRow row;
    std::size_t open = 0;                  // requests without an answer
    bool again = false, repeated = false;  // the target wants it once more; it got it
    std::optional<DeliveryResult> result;  // the best so far
  };

  void send(Sending& sending);
  void take(Sending& sending, const std::string& where, const net::HttpOutcome& outcome);
  Failure failure_of(const net::HttpFailure& failure) const;
  std::string safe(const std::string& where, std::string_view what) const;

  const Options options_;
  const std::unique_ptr<HttpTarget> target_;
  const std::unique_ptr<net::HttpClient> client_;
  const model::Clock& clock_;
  const std::vector<std::string> secrets_;
  struct Request {
    std::uint64_t row = 0;
    std::string where;  // "POST https://example.com"
  };
  std::map<net::HttpClient::Id, Request> requests_;
  std::map<std::uint64_t, Sending> sending_;  // by row
};

// The keys that every type of sink with an HTTP target has: timeout, allow_networks, max_per_hour.
// To be put behind the type's own keys.
std::vector<config::OptionKey> with_http_keys(std::vector<config::OptionKey> own);

// Makes the sink; one that can't be made (a file with certificates that can't be read) fails each
// delivery with the reason.
std::unique_ptr<Notifier> make_http_sink(const config::SinkSettings& sink,
                                         const SinkResources& resources, const model::Clock& clock,
                                         std::unique_ptr<HttpTarget> target);

}  // namespace newswatch::notify
