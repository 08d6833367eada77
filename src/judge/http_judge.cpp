#include "judge/http_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "judge/question_text.h"
#include "net/masked_secrets.h"
#include "net/masked_url.h"
#include "record/judge_json.h"
#include "text/escape.h"

namespace newswatch::judge {
namespace {

constexpr std::size_t kMostAtOnce = 4;
constexpr std::size_t kLargestBody = 1u << 20;  // decoded
constexpr std::size_t kLongestUrl = 300;        // in a message
constexpr std::size_t kLongestComplaint = 200;  // of the server's

double in_seconds(model::Duration time) { return static_cast<double>(time.count()) / 1000; }

// What a person can do about a refusal.
std::string_view advice(int status) {
  switch (status) {
    case 401:
    case 403:
      return "; check api_key_file of [judge]";
    case 404:
      return "; check url and model of [judge]";
    default:
      return "";
  }
}

}  // namespace

model::Result<std::unique_ptr<HttpJudge>> HttpJudge::open(Options options,
                                                          const model::Clock& clock) {
  auto trusted = net::CaBundle::with(options.ca_file);
  if (!trusted) return tl::unexpected(trusted.error());
  auto client = net::HttpClient::open({.proxies = options.proxies}, clock);
  if (!client) return tl::unexpected(client.error());
  return std::unique_ptr<HttpJudge>(
      new HttpJudge(std::move(options), *std::move(trusted), *std::move(client), clock));
}

HttpJudge::HttpJudge(Options options, net::CaBundle trusted,
                     std::unique_ptr<net::HttpClient> client, const model::Clock& clock)
    : options_(std::move(options)),
      trusted_(std::make_shared<const net::CaBundle>(std::move(trusted))),
      clock_(clock),
      secrets_(net::secrets_of({}, std::vector{"Authorization: " + options_.key})),
      client_(std::move(client)) {}

void HttpJudge::start(const model::Question& question) {
  const model::Duration time = std::max(question.deadline - clock_.now(), model::Duration::zero());
  std::string body =
      record::chat_request(options_.model, std::string(kInstructions), question_json(question));
  waiting_.push_back(
      {{question.event, question.candidate}, std::move(body), time, clock_.monotonic() + time});
  admit_waiting();
}

net::HttpRequest HttpJudge::request(std::string body, model::Duration time) const {
  net::HttpRequest request;
  request.url = options_.url;
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (!options_.key.empty()) request.headers.push_back({"Authorization", "Bearer " + options_.key});
  request.body = std::move(body);
  request.user_agent = options_.user_agent;
  request.timeout = time;
  request.max_body = kLargestBody;
  request.guard = options_.guard;
  request.trusted = trusted_;
  request.proxy = options_.proxy;
  return request;
}

void HttpJudge::admit_waiting() {
  const model::Monotonic now = clock_.monotonic();
  while (asked_.size() < kMostAtOnce && !waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    const auto id = client_->start(request(std::move(next.body), next.deadline - now));
    asked_.emplace(id, std::move(next.key));
  }
}

void HttpJudge::end_late() {
  const model::Monotonic now = clock_.monotonic();
  std::erase_if(waiting_, [&](const Waiting& one) {
    if (now < one.deadline) return false;
    end(one.key,
        tl::unexpected(error(model::ErrorKind::kTransient,
                             fmt::format("no answer after {:.1f} s, as it had to wait for others",
                                         in_seconds(one.time)))));
    return true;
  });
}

void HttpJudge::end_waiting(model::Duration retry_after) {
  const model::Error why = error(
      model::ErrorKind::kTransient,
      fmt::format("not asked: the server wants no question for {:.0f} s", in_seconds(retry_after)));
  for (Waiting& one : waiting_) end(std::move(one.key), tl::unexpected(why));
  waiting_.clear();
}

void HttpJudge::end(Key key, model::Result<Answer> answer,
                    std::optional<model::Duration> retry_after) {
  ended_.push_back(
      {std::move(key.event), std::move(key.candidate), std::move(answer), retry_after});
}

void HttpJudge::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  client_->watch(fds, wait);
  const model::Monotonic now = clock_.monotonic();
  for (const Waiting& one : waiting_) {
    const model::Duration left = std::max(one.deadline - now, model::Duration::zero());
    wait = wait ? std::min(*wait, left) : left;
  }
  if (!ended_.empty()) wait = model::Duration::zero();
}

void HttpJudge::collect(std::vector<QuestionOutcome>& done) {
  for (const auto& [id, outcome] : client_->collect()) {
    auto asked = asked_.extract(id);
    if (!asked) continue;
    std::optional<model::Duration> retry_after;
    if (outcome && net::failure_cause(outcome->status)) retry_after = outcome->retry_after;
    end(std::move(asked.mapped()), read(outcome), retry_after);
    if (retry_after) end_waiting(*retry_after);
  }
  end_late();
  admit_waiting();
  std::move(ended_.begin(), ended_.end(), std::back_inserter(done));
  ended_.clear();
}

void HttpJudge::cancel(const std::string& event) {
  std::erase_if(ended_, [&](const QuestionOutcome& one) { return one.event == event; });
  std::erase_if(waiting_, [&](const Waiting& one) { return one.key.event == event; });
  std::erase_if(asked_, [&](const auto& entry) {
    if (entry.second.event != event) return false;
    client_->cancel(entry.first);
    return true;
  });
  admit_waiting();
}

void HttpJudge::cancel_all() {
  ended_.clear();
  waiting_.clear();
  asked_.clear();
  client_->cancel_all();
}

model::Result<Answer> HttpJudge::read(const net::HttpOutcome& outcome) const {
  if (!outcome) {
    const net::HttpFailure& failure = outcome.error();
    const bool blocked = failure.cause == model::FailureCause::kBlocked;
    return tl::unexpected(
        error(failure.error.kind,
              failure.error.context + (blocked ? "; allow it in allow_networks of [judge]" : "")));
  }
  // The body of a refusal may be as long or as broken as it likes.
  if (net::failure_cause(outcome->status)) return tl::unexpected(refusal(*outcome));
  if (const std::optional<net::HttpFailure>& cut = outcome->cut) {
    return tl::unexpected(error(cut->error.kind, cut->error.context));
  }
  const auto content = record::chat_content(outcome->body);
  if (!content) return tl::unexpected(error(model::ErrorKind::kBadInput, content.error().context));
  return read_answer(*content);
}

model::Error HttpJudge::refusal(const net::HttpResponse& response) const {
  const int status = response.status;
  const model::ErrorKind kind =
      net::error_kind(net::failure_cause(status).value_or(model::FailureCause::kRefused));
  std::string what = fmt::format("HTTP status {}", status);
  if (status >= 300 && status < 400) {
    const std::string& target = response.redirect;
    what += fmt::format(
        ", redirected to {}: redirects are not followed; write the final address into url of "
        "[judge]",
        target.empty() ? "nowhere" : text::shortened(target, kLongestUrl));
    return error(kind, what);
  }
  const std::string complaint = record::chat_complaint(response.body);
  if (!complaint.empty()) what += ": " + text::shortened(complaint, kLongestComplaint);
  what += advice(status);
  return error(kind, what);
}

model::Error HttpJudge::error(model::ErrorKind kind, std::string_view what) const {
  return {kind, text::printable(net::masked_secrets(
                    "POST " + text::shortened(net::masked_url(options_.url), kLongestUrl) + ": " +
                        std::string(what),
                    secrets_))};
}

}  // namespace newswatch::judge
