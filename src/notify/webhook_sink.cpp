#include "notify/webhook_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/masked_secrets.h"
#include "net/url.h"
#include "notify/broken_sink.h"
#include "notify/http_sink.h"
#include "notify/webhook_formats.h"
#include "notify/webhook_signature.h"
#include "notify/webhook_template.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kWebhooksAtOnce = 8;

std::vector<std::string> webhook_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : text::split(text, "\n")) lines.emplace_back(line);
  return lines;
}

const WebhookFormat& format_of(const config::SinkSettings& sink) {
  return *find_webhook_format(sink.option<std::string>("format"));
}

// Where the messages go: the address of the config, or that of the service.
std::string address_of(const config::SinkSettings& sink) {
  const WebhookFormat& format = format_of(sink);
  std::string address = sink.secret("url_file");
  if (address.empty()) address = sink.option<std::string>("url");
  if (address.empty()) return std::string(format.usual_url);
  auto url = net::parse_url(address);
  if (!url || url->path.ends_with(format.path)) return address;
  url->path = net::without_end_slashes(std::move(url->path)).append(format.path);
  return net::to_string(*url);
}

class WebhookTarget final : public HttpTarget {
 public:
  WebhookTarget(const config::SinkSettings& sink, std::optional<WebhookTemplate> body)
      : format_(format_of(sink)),
        url_(address_of(sink)),
        keys_{sink.secret("token_file"), sink.secret("user_file")},
        secrets_(webhook_lines(sink.secret("secret_file"))),
        header_lines_(webhook_lines(sink.secret("headers_file"))),
        template_(std::move(body)),
        template_type_(sink.option<std::string>("content_type")) {
    for (const std::string& secret : secrets_) signing_keys_.push_back(webhook_key(secret));
  }

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time now) override {
    WebhookContent content;
    if (template_) {
      content = {.body = template_->render(row.notification), .type = template_type_};
    } else {
      content = format_.content(row.notification, keys_);
    }
    net::HttpRequest request{.url = url_, .headers = {{"Content-Type", std::string(content.type)}}};
    for (const std::string& line : header_lines_) {
      const std::size_t colon = line.find(':');
      request.headers.push_back(
          {line.substr(0, colon), std::string(text::trimmed(line.substr(colon + 1)))});
    }
    std::ranges::move(content.headers, std::back_inserter(request.headers));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string id = webhook_id(row.notification.id);
    request.headers.push_back({"webhook-id", id});
    request.headers.push_back({"webhook-timestamp", std::to_string(seconds)});
    if (!signing_keys_.empty()) {
      request.headers.push_back(
          {"webhook-signature", webhook_signature(signing_keys_, id, seconds, content.body)});
    }
    request.body = std::move(content.body);
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow&, const net::HttpResponse& answer,
                                     model::Time now) override {
    DeliveryResult result = by_status(answer, complaint_of(answer));
    if (!template_ && format_.read != nullptr)
      result = format_.read(std::move(result), answer, now);
    return with_wait(std::move(result), wait_in(answer));
  }

  std::size_t most_at_once() const override { return kWebhooksAtOnce; }

  std::vector<std::string> secrets() const override {
    std::vector<std::string> all = net::secrets_of({}, header_lines_);
    all.insert(all.end(), secrets_.begin(), secrets_.end());
    all.insert(all.end(), {keys_.token, keys_.user});
    return all;
  }

 private:
  const WebhookFormat& format_;
  const std::string url_;
  const WebhookKeys keys_;
  const std::vector<std::string> secrets_, header_lines_;
  const std::optional<WebhookTemplate> template_;
  const std::string template_type_;
  std::vector<std::string> signing_keys_;
};

// A key that some formats need, and others have no use for.
void check_key_of_format(config::TableReader& reader, const config::SinkSettings& sink,
                         std::string_view key, bool is_needed) {
  const auto& format = sink.option<std::string>("format");
  if (is_needed && !config::is_given(sink, key) && !reader.has(key)) {
    reader.missing(key, fmt::format("{} with format = \"{}\"", reader.name(), format), "\"FILE\"");
  } else if (!is_needed && config::is_given(sink, key)) {
    reader.problem(key, fmt::format("{} is of no use with format = \"{}\"", key, format),
                   "nothing in its place, or headers_file");
  }
}

// Names of headers that the sink sets itself: a second one would leave it open which counts.
void check_headers(config::TableReader& reader, const config::SinkSettings& sink) {
  for (const std::string& line : webhook_lines(sink.secret("headers_file"))) {
    const std::string name = text::ascii_lower(line.substr(0, line.find(':')));
    const bool ours = name == "webhook-id" || name == "webhook-timestamp" ||
                      name == "webhook-signature" ||
                      (name.starts_with("ce-") && format_of(sink).name == "cloudevents") ||
                      (name == "x-gotify-key" && format_of(sink).has_token);
    if (ours) {
      reader.problem("headers_file", fmt::format("{} is set by newswatch itself", name));
    }
  }
}

bool is_media_type(std::string_view type) {
  const std::string_view whole = text::trimmed(type.substr(0, type.find(';')));
  const std::size_t slash = whole.find('/');
  return slash != whole.npos && text::is_token(whole.substr(0, slash)) &&
         text::is_token(whole.substr(slash + 1));
}

void check_template(config::TableReader& reader, const config::SinkSettings& sink) {
  if (!config::is_given(sink, "template_file")) {
    if (reader.has("content_type")) {
      reader.problem("content_type", "content_type without template_file",
                     "template_file = \"...\" as well");
    }
    return;
  }
  if (reader.has("format")) {
    reader.problem("format", fmt::format("{} has format and template_file", reader.name()),
                   "one of the two");
  }
  const auto& type = sink.option<std::string>("content_type");
  if (!is_media_type(type)) {
    reader.problem("content_type", fmt::format("{} is no type of content", text::quoted(type)),
                   "content_type = \"application/json\"");
    return;
  }
  const std::string& text = sink.secret("template_file");
  if (text.empty()) return;  // not read
  const auto compiled = WebhookTemplate::compile(text, type);
  if (compiled) return;
  const auto& [line, what] = compiled.error();
  const auto file = text::printable(sink.option<std::filesystem::path>("template_file").native());
  reader.problem("template_file", line > 0 ? fmt::format("{}:{}: {}", file, line, what)
                                           : fmt::format("{}: {}", file, what));
}

void check_webhook(config::TableReader& reader, const config::SinkSettings& sink) {
  const WebhookFormat& format = format_of(sink);
  const bool any_address = config::is_given(sink, "url") || config::is_given(sink, "url_file");
  if (any_address || format.usual_url.empty()) {
    config::check_one_of(reader, sink, "url", "url_file");
    config::check_addresses(reader, sink, "url");
    config::check_addresses(reader, sink, "url_file");
  }
  check_key_of_format(reader, sink, "token_file", format.has_token);
  check_key_of_format(reader, sink, "user_file", format.has_user);
  check_headers(reader, sink);
  check_template(reader, sink);
}

std::unique_ptr<Notifier> make_webhook(const config::SinkSettings& sink,
                                       const SinkResources& resources, const model::Clock& clock) {
  std::optional<WebhookTemplate> body;
  if (const std::string& text = sink.secret("template_file"); !text.empty()) {
    auto compiled = WebhookTemplate::compile(text, sink.option<std::string>("content_type"));
    if (!compiled) {
      return std::make_unique<BrokenSink>("template_file: " + compiled.error().what);
    }
    body = *std::move(compiled);
  }
  return make_http_sink(sink, resources, clock,
                        std::make_unique<WebhookTarget>(sink, std::move(body)));
}

}  // namespace

SinkType webhook_sink_type() {
  const auto names = webhook_format_names();
  return {.keys = {.type = "webhook",
                   .keys = with_http_keys(
                       {config::option_key("url", config::HttpUrlKind{}),
                        config::secret_key("url_file", config::read_url),
                        config::option_key("format", config::WordKind{names},
                                           std::string(names.front())),
                        config::secret_key("secret_file", config::read_webhook_secrets),
                        config::secret_key("headers_file", config::read_header_lines),
                        config::secret_key("token_file", config::read_key),
                        config::secret_key("user_file", config::read_key),
                        config::secret_key("template_file", config::read_text),
                        config::option_key("content_type", config::TextKind{}, "application/json"),
                        follow_up_key({"none", "new"})}),
                   .check = check_webhook},
          .make = make_webhook};
}

}  // namespace newswatch::notify
