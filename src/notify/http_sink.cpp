#include "notify/http_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "net/masked_secrets.h"
#include "net/masked_url.h"
#include "net/url.h"
#include "notify/broken_sink.h"
#include "notify/policy.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kLongestComplaint = 200;
constexpr std::size_t kLargestAnswer = 1u << 20;
constexpr model::Duration kLongestWait = std::chrono::days(366);

Ends ends_of(int status) {
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 407:
    case 410:
      return Ends::kSink;
    case 408:
    case 409:
    case 425:
    case 429:
      return Ends::kAttempt;
    default:
      break;
  }
  if (status >= 300 && status < 400) return Ends::kSink;
  return status >= 400 && status < 500 ? Ends::kMessage : Ends::kAttempt;
}

// The first words of an answer.
std::string answer_of(const net::HttpResponse& answer) {
  const std::string words =
      text::shortened(text::printable(text::trimmed(answer.body)), kLongestComplaint);
  return fmt::format("HTTP status {}{}{}", answer.status, words.empty() ? "" : ": ", words);
}

// Of two failures of peers, the one that says the least ends: the other may go over.
bool is_better(const DeliveryResult& one, const DeliveryResult& other) {
  if (one.has_value() != other.has_value()) return one.has_value();
  return !one && one.error().ends < other.error().ends;
}

}  // namespace

DeliveryResult by_status(const net::HttpResponse& answer, std::string_view complaint) {
  const auto cause = net::failure_cause(answer.status);
  if (!cause) {
    // A target that took it and whose words broke off has it all the same.
    return Receipt{};
  }
  Failure failure{.cause = *cause,
                  .what = fmt::format("HTTP status {}", answer.status),
                  .ends = ends_of(answer.status)};
  if (answer.status == 409) failure.cause = model::FailureCause::kServer;
  if (answer.status >= 300 && answer.status < 400) {
    const std::string to = answer.redirect.empty() ? "nowhere" : net::origin(answer.redirect);
    failure.what += fmt::format(
        ", redirected to {}: redirects are not followed; write the final address into the config",
        to);
  }
  if (!complaint.empty()) failure.what += fmt::format(": {}", complaint);
  return with_wait(tl::unexpected(std::move(failure)), answer.retry_after);
}

std::string complaint_of(const net::HttpResponse& answer) {
  const std::string_view body = text::trimmed(answer.body);
  std::string words;
  if (body.starts_with('{')) {
    record::JsonReader io(body);
    for (const char* key :
         {"message", "error", "description", "error_description", "errorDescription", "detail"}) {
      std::string value;
      io.field(key, value);
      if (words.empty()) words = value;
    }
    // {"error":{"code","message"}}, as Azure has it.
    io.object("error", [&](record::JsonReader& error) {
      std::string value;
      error.field("message", value);
      if (words.empty()) words = value;
    });
  } else if (!body.starts_with('<')) {  // a page of a proxy says nothing in its first line
    words = body.substr(0, body.find_first_of("\r\n"));
  }
  return text::shortened(text::printable(words), kLongestComplaint);
}

DeliveryResult not_the_targets(const net::HttpResponse& answer, std::string_view what) {
  return tl::unexpected(
      Failure{.what = fmt::format("HTTP status {}, but {}", answer.status, what)});
}

DeliveryResult with_wait(DeliveryResult result, std::optional<model::Duration> wait) {
  if (result || !wait || *wait <= model::Duration(0)) return result;
  std::optional<Wait>& known = result.error().wait;
  if (!known || known->time < *wait) known = Wait{*wait};
  return result;
}

std::optional<model::Duration> wait_of(std::chrono::duration<double, std::milli> told) {
  if (!std::isfinite(told.count()) || told.count() <= 0) return std::nullopt;
  return std::chrono::ceil<model::Duration>(std::min<decltype(told)>(told, kLongestWait));
}

std::optional<model::Duration> wait_of(std::string_view seconds) {
  seconds = text::trimmed(seconds);
  double value = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  const bool whole = error == std::errc() && end == seconds.data() + seconds.size();
  return whole ? wait_of(std::chrono::duration<double>(value)) : std::nullopt;
}

std::optional<model::Duration> wait_in(const net::HttpResponse& answer) {
  double seconds = 0;
  record::JsonReader(answer.body).field("retry_after", seconds);
  return wait_of(std::min<std::chrono::duration<double>>(std::chrono::duration<double>(seconds),
                                                         kLongestTold));
}

std::vector<std::string> secrets_of_address(std::string_view url) {
  const auto parsed = net::parse_url(url);
  if (!parsed) return {};
  std::vector<std::string> secrets = {parsed->path};
  const auto pieces = text::split(parsed->path, "/");
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool is_key = i + 1 == pieces.size() || std::ranges::any_of(pieces[i], text::is_digit);
    if (is_key) secrets.emplace_back(pieces[i]);
  }
  return secrets;
}

HttpSink::HttpSink(Options options, std::unique_ptr<HttpTarget> target,
                   std::unique_ptr<net::HttpClient> client, const model::Clock& clock)
    : options_(std::move(options)),
      target_(std::move(target)),
      client_(std::move(client)),
      clock_(clock),
      secrets_(net::maskable(target_->secrets())) {}

void HttpSink::start(const model::OutboxRow& row) {
  Sending& sending = sending_[row.row];
  sending = {.row = row};
  send(sending);
}

void HttpSink::send(Sending& sending) {
  for (net::HttpRequest& request : target_->requests(sending.row, clock_.now())) {
    request.user_agent = options_.user_agent;
    request.timeout = options_.timeout;
    request.max_body = kLargestAnswer;
    request.guard = options_.guard;
    request.trusted = options_.trusted;
    request.proxy = options_.proxy;
    std::string where = fmt::format("{} {}", net::name(request.method), net::origin(request.url));
    ++sending.open;
    requests_.emplace(client_->start(std::move(request)),
                      Request{sending.row.row, std::move(where)});
  }
}

void HttpSink::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  client_->watch(fds, wait);
}

void HttpSink::collect(std::vector<Delivery>& done) {
  if (sending_.empty()) return;
  for (const auto& [id, outcome] : client_->collect()) {
    auto asked = requests_.extract(id);
    if (!asked) continue;
    const auto at = sending_.find(asked.mapped().row);
    if (at == sending_.end()) continue;
    Sending& sending = at->second;
    --sending.open;
    take(sending, asked.mapped().where, outcome);
    if (sending.open > 0) continue;
    if (std::exchange(sending.again, false) && !std::exchange(sending.repeated, true)) {
      sending.result.reset();
      send(sending);
      continue;
    }
    DeliveryResult result = sending.result.value_or(
        tl::unexpected(Failure{.what = "the target asked for the same message again and again"}));
    done.push_back({at->first, std::move(result)});
    sending_.erase(at);
  }
}

void HttpSink::take(Sending& sending, const std::string& where, const net::HttpOutcome& outcome) {
  DeliveryResult result;
  if (outcome) {
    auto read = target_->read(sending.row, *outcome, clock_.now());
    if (!read) {
      sending.again = true;
      return;
    }
    result = *std::move(read);
    const std::optional<net::HttpFailure>& cut = outcome->cut;
    if (!result && cut && result.error().what.empty()) result.error().what = cut->error.context;
  } else {
    result = tl::unexpected(failure_of(outcome.error()));
  }
  if (result) {
    result->answer = answer_of(*outcome);
    result->notice = result->notice.empty() ? "" : safe(where, result->notice);
    // What follows a message up is known by that one.
    const bool follows = sending.row.follow != model::FollowUp::kOwn;
    if (follows && !result->reference.empty()) result->reference = sending.row.reference;
  } else {
    result.error().what = safe(where, result.error().what);
  }
  if (!sending.result || is_better(result, *sending.result)) sending.result = std::move(result);
}

Failure HttpSink::failure_of(const net::HttpFailure& failure) const {
  Failure out{.cause = failure.cause, .what = failure.error.context};
  if (failure.cause == model::FailureCause::kBlocked) {
    out.what += fmt::format("; allow it in allow_networks of [[sink]] \"{}\"", options_.name);
  }
  if (failure.cause == model::FailureCause::kRefused) out.ends = Ends::kSink;
  return out;
}

std::string HttpSink::safe(const std::string& where, std::string_view what) const {
  return text::printable(net::masked_secrets(fmt::format("{}: {}", where, what), secrets_));
}

// As on the wire, without what libcurl adds.
std::string HttpSink::preview(const model::OutboxRow& row) {
  std::string all;
  for (const net::HttpRequest& request : target_->requests(row, clock_.now())) {
    if (!all.empty()) all += '\n';
    all += fmt::format("{} {}\n", net::name(request.method), net::masked_url(request.url));
    if (!request.credentials.empty()) all += "Authorization: ***\n";
    for (const net::HttpHeader& header : request.headers) {
      all += fmt::format("{}: {}\n", header.name, header.value);
    }
    all += "\n" + request.body + "\n";
  }
  return net::masked_secrets(std::move(all), secrets_);
}

void HttpSink::cancel() {
  client_->cancel_all();
  requests_.clear();
  sending_.clear();
}

std::vector<config::OptionKey> with_http_keys(std::vector<config::OptionKey> own) {
  using namespace std::chrono_literals;
  own.push_back(config::option_key("timeout", config::DurationKind{1ms, 1h}, 30s));
  own.push_back(config::option_key("allow_networks", config::NetworksKind{}));
  own.push_back(max_per_hour_key());
  return own;
}

std::unique_ptr<Notifier> make_http_sink(const config::SinkSettings& sink,
                                         const SinkResources& resources, const model::Clock& clock,
                                         std::unique_ptr<HttpTarget> target) {
  const auto broken = [](const std::string& why) { return std::make_unique<BrokenSink>(why); };
  auto trusted = net::CaBundle::with(resources.network.ca_file);
  if (!trusted) return broken(trusted.error().context);
  auto guard = net::AddressGuard::parse(sink.option<std::vector<std::string>>("allow_networks"));
  if (!guard) return broken(guard.error().context);
  auto client = net::HttpClient::open({.proxies = resources.proxies}, clock);
  if (!client) return broken(client.error().context);
  return std::make_unique<HttpSink>(
      HttpSink::Options{.name = sink.name,
                        .guard = *std::move(guard),
                        .trusted = std::make_shared<const net::CaBundle>(*std::move(trusted)),
                        .proxy = resources.network.proxy,
                        .user_agent = resources.network.user_agent,
                        .timeout = sink.option<model::Duration>("timeout")},
      std::move(target), *std::move(client), clock);
}

}  // namespace newswatch::notify
