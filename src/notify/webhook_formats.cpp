#include "notify/webhook_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "notify/fitting_json.h"
#include "notify/http_sink.h"
#include "notify/markup.h"
#include "notify/message.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/fit.h"
#include "text/percent.h"
#include "text/times.h"

namespace newswatch::notify {
namespace {

using text::Unit;

// Standard Webhooks and CloudEvents: "keep it below 20 kB" and 64 kB.
constexpr std::size_t kLargestEvent = 19'500;      // bytes of the notification
constexpr std::size_t kLongestCloudSubject = 200;  // bytes of ce-subject
constexpr std::size_t kLargestCard = 28'000;       // bytes; 28 KB with what HTTP adds
constexpr std::size_t kMattermostText = 16'383;    // characters
constexpr std::size_t kWebhookTitle = 250;
constexpr std::size_t kGotifyMessage = 8'000;  // it has no limit
constexpr std::size_t kPushoverMessage = 1'024;
constexpr std::size_t kPushoverUrl = 512;
constexpr std::size_t kPushoverUrlTitle = 100;

// {"type","timestamp","data"}: standardwebhooks.com.
WebhookContent standard(const model::Notification& n, const WebhookKeys&) {
  record::JsonWriter io;
  io.field("type", n.type);
  io.field("timestamp", n.time);
  io.literal("data", fitting_json(n, kLargestEvent));
  return {io.text()};
}

// A value of a header (CloudEvents, HTTP binding 1.0.2, section 3.1.3.2).
std::string header_value(std::string_view value) {
  return text::percent_encoded(value,
                               [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '%'; });
}

// Binary mode: the attributes are headers.
WebhookContent cloudevents(const model::Notification& n, const WebhookKeys&) {
  WebhookContent content{fitting_json(n, kLargestEvent),
                         {{"ce-specversion", "1.0"},
                          {"ce-id", header_value(n.id)},
                          {"ce-source", "/newswatch"},
                          {"ce-type", header_value(n.type)},
                          {"ce-time", text::rfc3339(n.time)}}};
  std::string subject = n.event.id;
  if (n.subjects.size() == 1) {
    const model::TroubleSubject& one = n.subjects.front();
    subject = text::fit(one.feed.empty() ? one.sink : one.feed, kLongestCloudSubject, Unit::kBytes);
  }
  if (!subject.empty()) content.headers.push_back({"ce-subject", header_value(subject)});
  return content;
}

const Markup& teams_text() {
  static const Markup markup = [] {
    Markup teams = markdown();
    teams.line_end = "\n";  // each line is a block of its own
    teams.bullet = "• ";
    return teams;
  }();
  return markup;
}

struct CardLine {
  std::string text;
  bool is_title = false, is_label = false;
};

std::string teams_card(const Message& message, std::size_t most) {
  std::vector<CardLine> blocks = {
      {.text = message.label, .is_label = true},
      {.text = fit_escaped(message.title, std::min(most / 4, 4 * kWebhookTitle), Unit::kBytes,
                           teams_text()),
       .is_title = true}};
  const std::string lines = body(message, teams_text(), most, Unit::kBytes, Title::kElsewhere);
  for (const std::string_view line : text::split(lines, "\n")) {
    blocks.push_back({.text = std::string(line)});
  }
  const std::vector<std::string> links(message.link.empty() || message.link.size() > most ? 0 : 1,
                                       message.link);
  record::JsonWriter io;
  io.field("type", "message");
  io.list("attachments", std::array{0}, [&](record::JsonWriter& attachment, int) {
    attachment.field("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.object("content", [&](record::JsonWriter& card) {
      card.field("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
      card.field("type", "AdaptiveCard");
      card.field("version", "1.4");
      card.list("body", blocks, [&](record::JsonWriter& block, const CardLine& one) {
        block.field("type", "TextBlock");
        block.field("text", one.text);
        block.field("wrap", true);
        if (one.is_title) {
          block.field("weight", "Bolder");
          block.field("size", "Medium");
        } else if (one.is_label) {
          block.field("color", message.is_over      ? "Good"
                               : message.is_trouble ? "Attention"
                                                    : "Accent");
        } else {
          block.field("spacing", "Small");
        }
      });
      card.list("actions", links, [](record::JsonWriter& action, const std::string& link) {
        action.field("type", "Action.OpenUrl");
        action.field("title", "Read");
        action.field("url", link);
      });
      card.object("msteams", [](record::JsonWriter& teams) { teams.field("width", "Full"); });
    });
  });
  return io.text();
}

// The limit is on the JSON, whose escapes nobody can foresee.
WebhookContent teams(const model::Notification& n, const WebhookKeys&) {
  const Message message = message_of(n);
  std::size_t most = kLargestCard;
  std::string card = teams_card(message, most);
  while (card.size() > kLargestCard && most > 0) {
    most = most * 3 / 4;
    card = teams_card(message, most);
  }
  return {std::move(card)};
}

WebhookContent mattermost(const model::Notification& n, const WebhookKeys&) {
  Message message = message_of(n);
  message.title = heading(message);
  record::JsonWriter io;
  io.field("text", body(message, markdown(), kMattermostText, Unit::kCharacters, Title::kShown));
  return {io.text()};
}

// Seconds until the limit begins anew, or when it does.
DeliveryResult read_mattermost(DeliveryResult result, const net::HttpResponse& answer,
                               model::Time now) {
  constexpr std::int64_t kLongAgo = 1'000'000'000;
  const std::string_view reset = answer.header("X-Ratelimit-Reset");
  std::int64_t seconds = 0;
  if (std::from_chars(reset.data(), reset.data() + reset.size(), seconds).ec != std::errc() ||
      result || answer.status != 429 || answer.retry_after || seconds < 0) {
    return result;
  }
  if (seconds < kLongAgo) return with_wait(std::move(result), std::chrono::seconds(seconds));
  const model::Duration until = model::Time(std::chrono::seconds(seconds)) - now;
  return until.count() > 0 ? with_wait(std::move(result), until) : result;
}

std::string plain_title(const Message& message) {
  return text::fit(heading(message), kWebhookTitle, Unit::kCharacters);
}

WebhookContent gotify(const model::Notification& n, const WebhookKeys& keys) {
  // Low, of no sound, from 0 on; from 4 with a sound; from 8 on in front of everything.
  constexpr std::array<int, 6> kPriorities = {0, 0, 2, 5, 7, 10};
  const Message message = message_of(n);
  std::string text =
      body(message, markdown(), kGotifyMessage, Unit::kCharacters, Title::kElsewhere);
  if (text.empty())
    text = fit_escaped(message.title, kGotifyMessage, Unit::kCharacters, markdown());
  record::JsonWriter io;
  io.field("title", plain_title(message));
  io.field("message", text);
  io.field("priority", kPriorities[static_cast<std::size_t>(message.priority)]);
  io.object("extras", [&](record::JsonWriter& extras) {
    extras.object("client::display", [](record::JsonWriter& display) {
      display.field("contentType", "text/markdown");
    });
    if (message.link.empty() || message.link.size() > kGotifyMessage) return;
    extras.object("client::notification", [&](record::JsonWriter& notification) {
      notification.object("click",
                          [&](record::JsonWriter& click) { click.field("url", message.link); });
    });
  });
  return {io.text(), {{"X-Gotify-Key", keys.token}}};
}

WebhookContent pushover(const model::Notification& n, const WebhookKeys& keys) {
  constexpr int kEmergency = 2;
  constexpr std::string_view kRetry = "60", kExpire = "3600";  // seconds
  const Message message = message_of(n);
  const int priority = static_cast<int>(message.priority) - 3;
  std::string text =
      notify::body(message, plain_text(), kPushoverMessage, Unit::kCharacters, Title::kElsewhere);
  if (text.empty()) text = text::fit(message.title, kPushoverMessage, Unit::kCharacters);
  std::vector<std::pair<std::string_view, std::string>> fields = {
      {"token", keys.token},
      {"user", keys.user},
      {"title", plain_title(message)},
      {"message", text},
      {"priority", std::to_string(priority)},
      {"timestamp",
       std::to_string(
           std::chrono::duration_cast<std::chrono::seconds>(n.time.time_since_epoch()).count())}};
  if (!message.link.empty() && text::length(message.link, Unit::kCharacters) <= kPushoverUrl) {
    fields.emplace_back("url", message.link);
    fields.emplace_back("url_title",
                        text::fit("Read: " + message.title, kPushoverUrlTitle, Unit::kCharacters));
  }
  if (priority == kEmergency) {
    fields.emplace_back("retry", kRetry);
    fields.emplace_back("expire", kExpire);
  }
  std::string body;
  for (const auto& [name, value] : fields) {
    body += fmt::format("{}{}={}", body.empty() ? "" : "&", name, text::form_encoded(value));
  }
  return {.body = std::move(body), .type = "application/x-www-form-urlencoded"};
}

// 429 is the quota of a month. Errors say which field is wrong; a wrong key is no message's fault.
DeliveryResult read_pushover(DeliveryResult result, const net::HttpResponse& answer,
                             model::Time now) {
  if (result) return result;
  Failure& failure = result.error();
  record::JsonReader io(answer.body);
  std::vector<std::string> errors;
  std::string token, user;
  io.field("errors", errors);
  io.field("token", token);
  io.field("user", user);
  for (const std::string& error : errors) failure.what += ": " + error;
  if (answer.status == 400 && (token == "invalid" || user == "invalid")) {
    failure.cause = model::FailureCause::kAuth;
    failure.ends = Ends::kSink;
  }
  if (answer.status >= 500) return with_wait(std::move(result), std::chrono::seconds(5));
  if (answer.status != 429 || answer.retry_after) return result;
  const std::string_view reset = answer.header("X-Limit-App-Reset");
  std::int64_t seconds = 0;
  std::from_chars(reset.data(), reset.data() + reset.size(), seconds);
  const model::Duration until = model::Time(std::chrono::seconds(seconds)) - now;
  return with_wait(std::move(result), std::max<model::Duration>(until, std::chrono::hours(1)));
}

constexpr WebhookFormat kFormats[] = {
    {.name = "standard", .content = standard},
    {.name = "cloudevents", .content = cloudevents},
    {.name = "teams", .content = teams},
    {.name = "mattermost", .content = mattermost, .read = read_mattermost},
    {.name = "gotify", .content = gotify, .has_token = true, .path = "/message"},
    {.name = "pushover",
     .content = pushover,
     .read = read_pushover,
     .has_token = true,
     .has_user = true,
     .usual_url = "https://api.pushover.net/1/messages.json"},
};

}  // namespace

const WebhookFormat* find_webhook_format(std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, &WebhookFormat::name);
  return found == std::end(kFormats) ? nullptr : found;
}

std::vector<std::string_view> webhook_format_names() {
  std::vector<std::string_view> names;
  for (const WebhookFormat& format : kFormats) names.push_back(format.name);
  return names;
}

}  // namespace newswatch::notify
