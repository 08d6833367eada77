#include "notify/discord_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

constexpr text::Unit kDiscordUnit = text::Unit::kCharacters;
constexpr std::size_t kLongestEmbedTitle = 256;
constexpr std::size_t kLongestEmbedDescription = 4096;
static_assert(kLongestEmbedTitle + kLongestEmbedDescription <= 6000, "the limit of an embed");
constexpr std::size_t kLongestEmbedLink = 2048;

// Of an answer's body (docs.discord.com/developers/topics/opcodes-and-status-codes).
constexpr int kUnknownMessage = 10008;
constexpr int kMessageOfAnother = 50005;
constexpr int kForumNeedsThread = 220001;

bool is_discord_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, text::is_digit);
}

// The address that Discord shows has no version, which stands for one that is long out of date and
// tells waits in milliseconds where later ones tell seconds (discord/discord-api-docs#2360).
std::string with_api_version(std::string path) {
  constexpr std::string_view kBare = "/api/webhooks/";
  if (const std::size_t at = path.find(kBare); at != path.npos) path.insert(at + 4, "/v10");
  return path;
}

std::string embed_link(const Message& message) {
  const bool is_good = net::parse_http(message.link).has_value() &&
                       text::length(message.link, kDiscordUnit) <= kLongestEmbedLink;
  return is_good ? message.link : std::string();
}

class DiscordTarget final : public HttpTarget {
 public:
  // api_url takes the place of the origin of `url`; empty: it stays.
  DiscordTarget(const std::string& url, std::string api_url) : secrets_(secrets_of_address(url)) {
    const net::Url parsed = net::parse_url(url).value_or(net::Url());
    api_url = net::without_end_slashes(std::move(api_url));
    address_ = (api_url.empty() ? net::origin(parsed) : api_url) +
               net::without_end_slashes(with_api_version(parsed.path));
    for (const std::string_view part : text::split(parsed.query, "&")) {
      if (part == "wait" || part.starts_with("wait=")) continue;
      query_ += query_.empty() ? "" : "&";
      query_ += part;
    }
  }

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    net::HttpRequest request{.url = address_, .headers = {{"Content-Type", "application/json"}}};
    if (is_edit(row)) {
      request.method = net::HttpMethod::kPatch;
      request.url += "/messages/" + row.reference;
      if (!query_.empty()) request.url += '?' + query_;
    } else {
      request.url += "?wait=true";  // else a message that is not kept is no error
      if (!query_.empty()) request.url += '&' + query_;
    }
    request.body = payload(row);
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow& row, const net::HttpResponse& answer,
                                     model::Time) override {
    DeliveryResult result = by_status(answer, complaint_of(answer));
    record::JsonReader io(answer.body);
    if (!result) {
      end(row, answer.status, io, result.error());
      return answer.status == 429 ? rate_limited(std::move(result), answer, io) : result;
    }
    const std::string_view body = text::trimmed(answer.body);
    if (!answer.cut && !body.empty() && !body.starts_with('{')) {  // of a proxy
      return not_the_targets(answer, "the answer is not one of Discord's");
    }
    std::string id;
    io.field("id", id);
    if (is_discord_id(id)) result->reference = id;
    if (answer.header("X-RateLimit-Remaining") == "0") {
      if (const auto wait = wait_of(answer.header("X-RateLimit-Reset-After"))) {
        result->wait = Wait{*wait, true};
      }
    }
    return result;
  }

  std::vector<std::string> secrets() const override { return secrets_; }

 private:
  static bool is_edit(const model::OutboxRow& row) {
    return row.follow == model::FollowUp::kEdit && is_discord_id(row.reference);
  }

  static std::string payload(const model::OutboxRow& row) {
    const Message message = message_of(row.notification);
    const Markup& markup = discord_markdown();
    const std::string description =
        body(message, markup, kLongestEmbedDescription, kDiscordUnit, Title::kElsewhere);
    record::JsonWriter io;
    io.field("content", "");
    io.list("embeds", std::initializer_list<const Message*>{&message},
            [&](auto& embed, const Message* told) {
              embed.field("title",
                          fit_escaped(heading(message), kLongestEmbedTitle, kDiscordUnit, markup));
              if (!description.empty()) embed.field("description", description);
              if (const std::string link = embed_link(*told); !link.empty())
                embed.field("url", link);
              embed.field("timestamp", row.notification.time);
            });
    // A change parses mentions anew.
    io.object("allowed_mentions",
              [](auto& allowed) { allowed.field("parse", std::vector<std::string>()); });
    return io.text();
  }

  // What Discord's own code says beyond the status.
  static void end(const model::OutboxRow& row, int status, record::JsonReader& io,
                  Failure& failure) {
    int code = 0;
    io.field("code", code);
    const bool is_gone =
        (status == 404 && code == kUnknownMessage) || (status == 403 && code == kMessageOfAnother);
    if (is_edit(row) && is_gone) {
      failure.cause = model::FailureCause::kRefused;
      failure.ends = Ends::kMessage;
    } else if (code == kForumNeedsThread) {
      failure.what += "; write ?thread_id=ID behind the address in url_file";
      failure.ends = Ends::kSink;
    }
  }

  // New messages and changes are counted apart, but for the global limit and a ban of the address,
  // whose answer is a page and not Discord's.
  static DeliveryResult rate_limited(DeliveryResult result, const net::HttpResponse& answer,
                                     record::JsonReader& io) {
    bool global = false;
    io.field("global", global);
    global = global || text::equal_in_any_case(answer.header("X-RateLimit-Global"), "true");
    const auto told = wait_in(answer);
    result = with_wait(std::move(result), told);
    if (std::optional<Wait>& wait = result.error().wait) wait->only_kind = told && !global;
    return result;
  }

  std::string address_, query_;
  const std::vector<std::string> secrets_;
};

void check_discord(config::TableReader& reader, const config::SinkSettings& sink) {
  if (reader.has("url_file") && !config::is_given(sink, "url_file")) {
    reader.problem("url_file", "url_file is empty", "the file with the webhook's address");
  }
  if (config::is_given(sink, "api_url")) {
    config::check_addresses(reader, sink, "api_url");
  } else {
    config::check_addresses(reader, sink, "url_file");
  }
}

config::OptionKey webhook_file() {
  config::OptionKey key = config::secret_key("url_file", config::read_url);
  key.needed = true;
  key.example = "\"FILE\"";
  return key;
}

}  // namespace

SinkType discord_sink_type() {
  return {.keys = {.type = "discord",
                   .keys = with_http_keys({webhook_file(),
                                           config::option_key("api_url", config::HttpUrlKind{}),
                                           follow_up_key({"edit", "new", "none"})}),
                   .check = check_discord},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) {
            return make_http_sink(
                sink, resources, clock,
                std::make_unique<DiscordTarget>(sink.secret("url_file"),
                                                sink.option<std::string>("api_url")));
          }};
}

}  // namespace newswatch::notify
