#include "notify/telegram_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

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

namespace newswatch::notify {
namespace {

constexpr std::string_view kTelegramServer = "https://api.telegram.org";
constexpr std::size_t kLongestTelegramText = 4096;  // UTF-16 code units, counted without the markup

bool mentions_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return text.find(word) != text.npos; });
}

bool is_telegram_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, text::is_digit);
}

// A message by its chat and its number there.
struct TelegramPlace {
  std::string chat, message;
};

TelegramPlace telegram_place(std::string_view reference) {
  const std::size_t colon = std::min(reference.find(':'), reference.size());
  return {std::string(reference.substr(0, colon)),
          std::string(reference.substr(std::min(colon + 1, reference.size())))};
}

struct TelegramAnswer {
  bool ok = false;
  std::string description;
  std::int64_t message = 0, chat = 0;
  std::int64_t retry_after = 0;  // seconds
  std::int64_t migrated_to = 0;  // the chat's new number
};

TelegramAnswer telegram_answer(std::string_view body) {
  TelegramAnswer answer;
  record::JsonReader io(body);
  io.field("ok", answer.ok);
  io.field("description", answer.description);
  io.object("result", [&](record::JsonReader& result) {
    result.field("message_id", answer.message);
    result.object("chat", [&](record::JsonReader& chat) { chat.field("id", answer.chat); });
  });
  io.object("parameters", [&](record::JsonReader& parameters) {
    parameters.field("retry_after", answer.retry_after);
    parameters.field("migrate_to_chat_id", answer.migrated_to);
  });
  return answer;
}

class TelegramTarget final : public HttpTarget {
 public:
  TelegramTarget(std::string server, std::string token, std::string chat)
      : server_(net::without_end_slashes(server.empty() ? std::string(kTelegramServer)
                                                        : std::move(server))),
        token_(std::move(token)),
        chat_(std::move(chat)) {}

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    const TelegramPlace first = telegram_place(row.reference);
    const bool edit = row.follow == model::FollowUp::kEdit;
    Message message = message_of(row.notification);
    message.title = heading(message);
    record::JsonWriter io;
    io.field("chat_id", edit ? first.chat : chat_);
    io.field("text", body(message, telegram_html(), kLongestTelegramText, text::Unit::kUtf16,
                          Title::kShown));
    io.field("parse_mode", "HTML");
    io.object("link_preview_options", [](auto& preview) { preview.field("is_disabled", true); });
    if (edit) {
      io.literal("message_id", is_telegram_number(first.message) ? first.message : "0");
    } else if (row.follow == model::FollowUp::kThread && is_here(first)) {
      io.object("reply_parameters", [&](auto& reply) {
        reply.literal("message_id", first.message);
        reply.field("allow_sending_without_reply", true);
      });
    }
    net::HttpRequest request{.headers = {{"Content-Type", "application/json"}}};
    request.url =
        fmt::format("{}/bot{}/{}", server_, token_, edit ? "editMessageText" : "sendMessage");
    request.body = io.text();
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow& row, const net::HttpResponse& answer,
                                     model::Time) override {
    const bool edit = row.follow == model::FollowUp::kEdit;
    const TelegramAnswer said = telegram_answer(answer.body);
    DeliveryResult result = by_status(answer, complaint_of(answer));
    if (result) {
      if (!said.ok && !answer.cut) {
        return not_the_targets(answer, "no answer of Telegram's");
      }
      return taken(row, said);
    }
    if (said.retry_after > 0) {
      return with_wait(std::move(result), wait_of(std::chrono::seconds(said.retry_after)));
    }
    if (answer.status != 400) return result;
    if (edit && mentions_any(said.description, {"message is not modified"}))
      return taken(row, said);
    if (said.migrated_to != 0) {
      if (edit) {
        result.error().what += "; messages from before that can't be changed";
        return result;
      }
      chat_ = std::to_string(said.migrated_to);
      has_moved_ = true;
      return std::nullopt;
    }
    if (!edit && is_about_the_chat(said.description)) result.error().ends = Ends::kSink;
    return result;
  }

  std::vector<std::string> secrets() const override {
    return {token_, token_.substr(std::min(token_.find(':') + 1, token_.size()))};
  }

 private:
  // No message of this sink can go there until a person has mended it.
  static bool is_about_the_chat(std::string_view description) {
    return mentions_any(text::ascii_lower(description),
                        {"chat not found", "rights", "chat_write_forbidden", "chat_id is empty",
                         "chat is deactivated", "user not found", "peer_id_invalid",
                         "chat_restricted", "chat_admin_required"});
  }

  // Whether it is in the chat that messages go to now, and so can be answered there.
  bool is_here(const TelegramPlace& place) const {
    return is_telegram_number(place.message) && (place.chat == chat_ || chat_.starts_with('@'));
  }

  DeliveryResult taken(const model::OutboxRow& row, const TelegramAnswer& said) {
    Receipt receipt{.reference = said.message != 0 ? fmt::format("{}:{}", said.chat, said.message)
                                                   : row.reference};
    if (std::exchange(has_moved_, false)) {
      receipt.notice = fmt::format("the chat is now {}: write it into chat", chat_);
    }
    return receipt;
  }

  const std::string server_, token_;
  std::string chat_;
  bool has_moved_ = false;  // and nobody was told
};

// "123456789:AAF..." as @BotFather gives it. It becomes a part of the address.
bool is_telegram_token(std::string_view token) {
  const std::size_t colon = token.find(':');
  return colon != token.npos && colon > 0 && is_telegram_number(token.substr(0, colon)) &&
         colon + 1 < token.size() && std::ranges::all_of(token.substr(colon + 1), [](char c) {
           return text::is_digit(c) || text::is_ascii_letter(c) || c == '_' || c == '-';
         });
}

void check_telegram(config::TableReader& reader, const config::SinkSettings& sink) {
  const auto& chat = sink.option<std::string>("chat");
  if (!chat.empty() && !is_telegram_number(chat) && !(chat.starts_with('@') && chat.size() > 1)) {
    reader.problem("chat", "chat is neither a number nor the name of a channel",
                   "chat = \"-1001234567890\" or \"@channel\"");
  }
  config::check_needs(reader, sink, "chat", "token_file");
  const std::string& token = sink.secret("token_file");
  if (!token.empty() && !is_telegram_token(token)) {
    reader.problem("token_file", "token_file holds no token of a Telegram bot",
                   "the line that @BotFather gave: a number, ':' and 35 letters");
  }
  config::check_addresses(reader, sink, "api_url");
}

}  // namespace

SinkType telegram_sink_type() {
  return {
      .keys = {.type = "telegram",
               .keys = with_http_keys({config::secret_key("token_file", config::read_key),
                                       config::option_key("chat", config::TextKind{.needed = true}),
                                       config::option_key("api_url", config::HttpUrlKind{},
                                                          std::string(kTelegramServer)),
                                       follow_up_key({"edit", "thread", "new", "none"})}),
               .check = check_telegram},
      .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                 const model::Clock& clock) {
        return make_http_sink(sink, resources, clock,
                              std::make_unique<TelegramTarget>(sink.option<std::string>("api_url"),
                                                               sink.secret("token_file"),
                                                               sink.option<std::string>("chat")));
      }};
}

}  // namespace newswatch::notify
