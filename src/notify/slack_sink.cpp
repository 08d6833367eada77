#include "notify/slack_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/url.h"
#include "notify/http_sink.h"
#include "notify/markup.h"
#include "notify/message.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/fit.h"

namespace newswatch::notify {
namespace {

using std::string_view;

// Slack does not say what it counts; no text has more characters than this unit counts.
constexpr text::Unit kSlackUnit = text::Unit::kUtf16;
constexpr std::size_t kLongestSection = 3000;
// Of all sections. Slack refuses about 13,200, with the JSON around the texts, and does not
// document it (slackapi/bolt-js#2509, #2867). In sections that are filled this is far from 50 of
// them, which is the limit.
constexpr std::size_t kLongestBlocks = 10'000;
constexpr std::size_t kLongestFallback = 4000;  // for notifications; Slack cuts it at 40,000
// What is left of a text whose line is longer than a section. An escape makes it five times longer.
constexpr std::size_t kCutText = 500;
constexpr std::size_t kCutLabel = 50;

// The words of Slack's errors, by what they end. Those of the API and of incoming webhooks differ.
constexpr string_view kWrongToken[] = {"invalid_auth",           "not_authed",
                                       "account_inactive",       "token_revoked",
                                       "token_expired",          "missing_scope",
                                       "no_permission",          "invalid_token",
                                       "not_allowed_token_type", "access_denied",
                                       "ekm_access_denied",      "enterprise_is_restricted",
                                       "org_login_required",     "team_access_not_granted"};
constexpr string_view kNoChannel[] = {"channel_not_found",
                                      "not_in_channel",
                                      "is_archived",
                                      "channel_is_archived",
                                      "restricted_action",
                                      "restricted_action_read_only_channel",
                                      "restricted_action_thread_only_channel",
                                      "action_prohibited",
                                      "posting_to_general_channel_denied",
                                      "no_service",
                                      "no_service_id",
                                      "no_active_hooks",
                                      "no_team",
                                      "team_disabled",
                                      "team_not_found",
                                      "user_not_found",
                                      "messages_tab_disabled"};
constexpr string_view kBadMessage[] = {
    "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text",
    "invalid_payload", "invalid_arguments", "invalid_json", "json_not_object",
    // Of the message that is followed up.
    "message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found",
    "cannot_reply_to_message", "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel"};
constexpr string_view kTooFast[] = {"ratelimited", "rate_limited"};

bool is_among(string_view word, std::span<const string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// What an error of Slack's means; nullopt: it has no lasting meaning.
std::optional<Failure> slack_meaning(string_view error) {
  using enum model::FailureCause;
  if (is_among(error, kWrongToken)) return Failure{.cause = kAuth, .ends = Ends::kSink};
  if (is_among(error, kNoChannel)) return Failure{.cause = kRefused, .ends = Ends::kSink};
  if (is_among(error, kBadMessage)) return Failure{.cause = kRefused, .ends = Ends::kMessage};
  if (is_among(error, kTooFast)) return Failure{.cause = kRateLimited};
  return std::nullopt;
}

bool slack_took(const net::HttpResponse& answer) { return !net::failure_cause(answer.status); }

// Cuts what would make a line longer than a section. The rest stays as it is.
Message with_short_lines(Message message) {
  const Markup& markup = slack_mrkdwn();
  const auto is_long = [&](const std::string& line) {
    return text::length(line, kSlackUnit) > kLongestSection;
  };
  for (std::string& fact : message.facts) {
    if (is_long(markup.escape(fact))) fact = text::fit(fact, kCutText, kSlackUnit);
  }
  for (Message::Item& item : message.items) {
    const auto line = [&] {
      return fmt::format("{}{}: {}", markup.bullet, markup.escape(item.label),
                         markup.link(item.link, markup.escape(item.title)));
    };
    if (!is_long(line())) continue;
    item.label = text::fit(item.label, kCutLabel, kSlackUnit);
    item.title = text::fit(item.title, kCutText, kSlackUnit);
    if (is_long(line())) item.link.clear();
  }
  return message;
}

std::vector<std::string> sections_of(const Message& message) {
  const Markup& markup = slack_mrkdwn();
  Message head;
  head.title = heading(message);
  head.link = message.link;
  std::vector<std::string> sections = {
      body(head, markup, kLongestSection, kSlackUnit, Title::kShown)};
  const std::size_t room = kLongestBlocks - text::length(sections.front(), kSlackUnit);
  const std::string rest =
      body(with_short_lines(message), markup, room, kSlackUnit, Title::kElsewhere);
  for (const string_view line : text::split(rest, "\n")) {
    std::string& last = sections.back();
    if (text::length(last, kSlackUnit) + 1 + text::length(line, kSlackUnit) <= kLongestSection) {
      last += '\n';
      last += line;
    } else {
      sections.emplace_back(line);
    }
  }
  return sections;
}

// What a notification on a phone shows, and a program that reads to the blind.
std::string fallback_of(const Message& message) {
  const Markup& markup = slack_mrkdwn();
  std::string out = fit_escaped(heading(message), kLongestFallback / 2, kSlackUnit, markup);
  Message facts;
  facts.facts = message.facts;
  const std::string rest = body(facts, markup, kLongestFallback / 2, kSlackUnit, Title::kElsewhere);
  return rest.empty() ? out : out + '\n' + rest;
}

void write_blocks(record::JsonWriter& io, const Message& message) {
  io.field("text", fallback_of(message));
  io.list("blocks", sections_of(message), [](auto& block, const std::string& section) {
    block.field("type", "section");
    block.object("text", [&](auto& text) {
      text.field("type", "mrkdwn");
      text.field("text", section);
      text.field("verbatim", true);  // else #name, @name and bare addresses become links
    });
  });
  io.field("parse", "none");
}

constexpr string_view kNotSlack = "the answer is not one of Slack's";

class SlackWebhookTarget final : public HttpTarget {
 public:
  explicit SlackWebhookTarget(std::string url) : url_(std::move(url)) {}

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    record::JsonWriter io;
    write_blocks(io, message_of(row.notification));
    io.field("unfurl_links", false);
    io.field("unfurl_media", false);
    net::HttpRequest request{.url = url_, .headers = {{"Content-Type", "application/json"}}};
    request.body = io.text();
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow&, const net::HttpResponse& answer,
                                     model::Time) override {
    const std::string words = complaint_of(answer);
    auto known = slack_meaning(words);
    if (known && known->ends != Ends::kAttempt) {
      known->what = fmt::format("HTTP status {}: {}", answer.status, words);
      return tl::unexpected(*std::move(known));
    }
    if (!slack_took(answer)) return with_wait(by_status(answer, words), wait_in(answer));
    if (text::trimmed(answer.body).starts_with('<')) return not_the_targets(answer, kNotSlack);
    return Receipt{};
  }

  std::vector<std::string> secrets() const override { return secrets_of_address(url_); }

 private:
  const std::string url_;
};

class SlackBotTarget final : public HttpTarget {
 public:
  struct Options {
    std::string api_url, token, channel;
  };

  explicit SlackBotTarget(Options options) : options_(std::move(options)) {
    options_.api_url = net::without_end_slashes(std::move(options_.api_url));
  }

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    record::JsonWriter io;
    if (row.follow == model::FollowUp::kOwn) {
      io.field("channel", options_.channel);
    } else {
      const auto [channel, ts] = place_of(row);
      io.field("channel", channel);
      io.field(row.follow == model::FollowUp::kEdit ? "ts" : "thread_ts", ts);
    }
    write_blocks(io, message_of(row.notification));
    if (row.follow != model::FollowUp::kEdit) {
      io.field("unfurl_links", false);
      io.field("unfurl_media", false);
    }
    net::HttpRequest request{.url = fmt::format("{}/{}", options_.api_url, method_of(row)),
                             .headers = {{"Content-Type", "application/json; charset=utf-8"},
                                         {"Authorization", "Bearer " + options_.token}}};
    request.body = io.text();
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow& row, const net::HttpResponse& answer,
                                     model::Time) override {
    Answer said;
    read_answer(answer.body, said);
    if (said.ok && slack_took(answer)) return Receipt{.reference = reference_of(said)};
    if (said.error.empty()) {
      if (!slack_took(answer)) return by_status(answer, complaint_of(answer));
      if (answer.cut) return Receipt{};  // it was taken; the words broke off
      return not_the_targets(answer, kNotSlack);
    }
    auto failure = slack_meaning(said.error);
    const std::string words = fmt::format("{}: {}", method_of(row), said.words());
    // With a status of its own an error means what the status says, unless Slack's word says more.
    if (!slack_took(answer) && (!failure || answer.status == 429)) return by_status(answer, words);
    if (!failure) failure = Failure{.cause = model::FailureCause::kServer};
    failure->what = words;
    if (is_elsewhere(row) && is_among(said.error, kNoChannel)) failure->ends = Ends::kMessage;
    return with_wait(tl::unexpected(*std::move(failure)), answer.retry_after);
  }

  std::vector<std::string> secrets() const override { return {options_.token}; }

 private:
  struct Answer {
    bool ok = false;
    std::string error, needed, channel, ts;
    std::vector<std::string> details;

    // What a person needs to mend it.
    std::string words() const {
      std::string out = error;
      if (!needed.empty()) out += fmt::format(" (the token needs the scope {})", needed);
      if (error == "not_in_channel") out += " (invite the bot to the channel)";
      if (!details.empty()) out += fmt::format(" ({})", details.front());
      return out;
    }
  };

  static void read_answer(string_view json, Answer& to) {
    record::JsonReader io(json);
    io.field("ok", to.ok);
    io.field("error", to.error);
    io.field("needed", to.needed);
    io.field("channel", to.channel);
    io.field("ts", to.ts);
    io.object("response_metadata", [&](auto& more) { more.field("messages", to.details); });
  }

  static string_view method_of(const model::OutboxRow& row) {
    return row.follow == model::FollowUp::kEdit ? "chat.update" : "chat.postMessage";
  }

  // Channel and time stamp of the message that the row follows up.
  static std::pair<string_view, string_view> place_of(const model::OutboxRow& row) {
    const string_view reference = row.reference;
    const std::size_t blank = std::min(reference.find(' '), reference.size());
    return {reference.substr(0, blank), reference.substr(std::min(blank + 1, reference.size()))};
  }

  static std::string reference_of(const Answer& said) {
    if (said.channel.empty() || said.ts.empty()) return {};
    return said.channel + ' ' + said.ts;
  }

  // Whether the message that the row follows up is in another channel than new ones: what is wrong
  // with that one does not end the sink.
  bool is_elsewhere(const model::OutboxRow& row) const {
    return row.follow != model::FollowUp::kOwn && place_of(row).first != options_.channel;
  }

  Options options_;
};

// With an incoming webhook, which can only post, what is not given is "new".
config::OptionKey follow_up_of_both() {
  config::OptionKey key = follow_up_key({"edit", "thread", "new", "none"});
  key.read = [read = key.read](config::TableReader& reader, config::SinkOptions& options) {
    if (reader.has("url_file") && !reader.has(kFollowUp)) {
      options.find(kFollowUp)->second = std::string("new");
    }
    read(reader, options);
  };
  return key;
}

void check_slack(config::TableReader& reader, const config::SinkSettings& sink) {
  if (!config::is_given(sink, "url_file")) {
    const bool whole = config::check_needs(reader, sink, "channel", "token_file");
    if (whole && config::check_needs(reader, sink, "token_file", "channel")) {
      config::check_one_of(reader, sink, "url_file", "token_file");
    }
  } else if (config::check_one_of(reader, sink, "url_file", "token_file")) {
    if (config::is_given(sink, "channel")) {
      reader.problem("channel", "channel with url_file: an incoming webhook has a channel already",
                     "nothing in its place, or token_file in place of url_file");
    }
    const auto& follow_up = sink.option<std::string>(kFollowUp);
    if (follow_up == "edit" || follow_up == "thread") {
      reader.problem(kFollowUp,
                     "an incoming webhook can neither change nor answer what it has posted",
                     "\"new\" or \"none\", or token_file and channel in place of url_file");
    }
  }
  config::check_addresses(reader, sink, "url_file");
  config::check_addresses(reader, sink, "api_url");
}

}  // namespace

SinkType slack_sink_type() {
  return {.keys = {.type = "slack",
                   .keys = with_http_keys({config::secret_key("url_file", config::read_url),
                                           config::secret_key("token_file", config::read_key),
                                           config::option_key("channel", config::TextKind{}),
                                           config::option_key("api_url", config::HttpUrlKind{},
                                                              "https://slack.com/api"),
                                           follow_up_of_both()}),
                   .check = check_slack},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) {
            std::unique_ptr<HttpTarget> target;
            if (const std::string& url = sink.secret("url_file"); !url.empty()) {
              target = std::make_unique<SlackWebhookTarget>(url);
            } else {
              target = std::make_unique<SlackBotTarget>(
                  SlackBotTarget::Options{.api_url = sink.option<std::string>("api_url"),
                                          .token = sink.secret("token_file"),
                                          .channel = sink.option<std::string>("channel")});
            }
            return make_http_sink(sink, resources, clock, std::move(target));
          }};
}

}  // namespace newswatch::notify
