#include "support/target_answers.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace newswatch::test {
namespace {

using enum Target;
using nlohmann::json;

constexpr std::array kTargets = {kWebhook,  kNtfy,   kSlackBot,     kSlackWebhook, kDiscord,
                                 kTelegram, kMatrix, kAlertmanager, kApprise};
constexpr const char* kPage = "<html><body><h1>502 Bad Gateway</h1></body></html>";

Treatment answer(int status, std::string body) {
  Treatment treatment;
  treatment.reply.status = status;
  treatment.reply.body = std::move(body);
  return treatment;
}

Treatment success(std::string body) {
  Treatment treatment = answer(200, std::move(body));
  treatment.takes = true;
  return treatment;
}

Treatment telegram_error(int status, const std::string& description) {
  return answer(status,
                json{{"ok", false}, {"error_code", status}, {"description", description}}.dump());
}

}  // namespace

std::span<const Target> all_targets() { return kTargets; }

std::string_view name_of(Target target) {
  switch (target) {
    case kWebhook:
      return "webhook";
    case kNtfy:
      return "ntfy";
    case kSlackBot:
      return "slack, bot";
    case kSlackWebhook:
      return "slack, webhook";
    case kDiscord:
      return "discord";
    case kTelegram:
      return "telegram";
    case kMatrix:
      return "matrix";
    case kAlertmanager:
      return "alertmanager";
    case kApprise:
      break;
  }
  return "apprise, url";
}

Treatment taken(Target target, const Request& request, int number) {
  switch (target) {
    case kNtfy: {
      const json sent = json::parse(request.body, nullptr, false);
      return success(json{{"id", "m" + std::to_string(number)},
                          {"event", "message"},
                          {"sequence_id", sent.value("sequence_id", "")}}
                         .dump());
    }
    case kSlackBot:
      return success(
          json{{"ok", true}, {"channel", "C1"}, {"ts", std::to_string(number) + ".1"}}.dump());
    case kSlackWebhook:
      return success("ok");
    case kDiscord:
      return success(json{{"id", std::to_string(1'000'000 + number)}}.dump());
    case kTelegram:
      return success(
          json{{"ok", true}, {"result", {{"message_id", number}, {"chat", {{"id", -1001}}}}}}
              .dump());
    case kMatrix:
      return success(json{{"event_id", "$" + std::to_string(number)}}.dump());
    case kApprise:
      return success(R"({"error": null})");
    case kWebhook:
    case kAlertmanager:
      break;
  }
  return success("");
}

Treatment too_fast(Target target, double seconds, bool only_kind) {
  const int whole = static_cast<int>(std::ceil(seconds));
  Treatment treatment;
  bool has_header = true;
  switch (target) {
    case kNtfy:
      treatment = answer(429, R"({"code":42901,"http":429,"error":"limit reached"})");
      break;
    case kSlackBot:
      treatment = answer(429, R"({"ok":false,"error":"ratelimited"})");
      break;
    case kSlackWebhook:
      treatment = answer(429, "rate_limited");
      break;
    case kDiscord:
      treatment = answer(429, json{{"message", "You are being rate limited."},
                                   {"retry_after", seconds},
                                   {"global", !only_kind}}
                                  .dump());
      treatment.only_kind = only_kind;
      has_header = false;
      break;
    case kTelegram: {
      json body = {{"ok", false},
                   {"error_code", 429},
                   {"description", "Too Many Requests: retry after " + std::to_string(whole)},
                   {"parameters", {{"retry_after", whole}}}};
      treatment = answer(429, body.dump());
      treatment.told = std::chrono::seconds(whole);
      return treatment;
    }
    case kMatrix:
      treatment = answer(429, json{{"errcode", "M_LIMIT_EXCEEDED"},
                                   {"error", "Too Many Requests"},
                                   {"retry_after_ms", static_cast<int>(seconds * 1000)}}
                                  .dump());
      has_header = false;
      break;
    case kWebhook:
    case kAlertmanager:
    case kApprise:
      treatment = answer(429, "");
      break;
  }
  if (has_header) {
    treatment.reply.headers.emplace_back("Retry-After", std::to_string(whole));
    treatment.told = std::chrono::seconds(whole);
  } else {
    treatment.told = std::chrono::milliseconds(static_cast<int>(seconds * 1000));
  }
  return treatment;
}

Treatment out_of_order(Target target) {
  switch (target) {
    case kNtfy:
      return answer(500, R"({"code":50001,"http":500,"error":"internal server error"})");
    case kSlackBot:
      return answer(200, R"({"ok":false,"error":"internal_error"})");
    case kSlackWebhook:
      return answer(500, "rollup_error");
    case kTelegram:
      return telegram_error(502, "Bad Gateway");
    case kMatrix:
      return answer(500, R"({"errcode":"M_UNKNOWN","error":"Internal server error"})");
    case kApprise:
      return answer(424, R"({"error":"One or more notifications were not sent"})");
    case kWebhook:
    case kDiscord:
    case kAlertmanager:
      break;
  }
  return answer(502, kPage);
}

Treatment refused(Target target) {
  switch (target) {
    case kNtfy:
      return answer(400, R"({"code":40009,"http":400,"error":"invalid request"})");
    case kSlackBot:
      return answer(200, R"({"ok":false,"error":"invalid_blocks"})");
    case kSlackWebhook:
      return answer(400, "invalid_payload");
    case kDiscord:
      return answer(400, R"({"message":"Invalid Form Body","code":50035})");
    case kTelegram:
      return telegram_error(400, "Bad Request: can't parse entities");
    case kMatrix:
      return answer(413, R"({"errcode":"M_TOO_LARGE","error":"event too large"})");
    case kWebhook:
    case kAlertmanager:
    case kApprise:
      break;
  }
  return answer(400, "");
}

Treatment taken_as_last(const Request& request, int number, double seconds) {
  Treatment treatment = taken(kDiscord, request, number);
  treatment.reply.headers = {{"X-RateLimit-Remaining", "0"},
                             {"X-RateLimit-Reset-After", std::to_string(seconds)}};
  treatment.told = std::chrono::milliseconds(static_cast<int>(seconds * 1000));
  treatment.only_kind = true;
  return treatment;
}

}  // namespace newswatch::test
