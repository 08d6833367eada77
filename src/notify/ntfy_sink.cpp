#include "notify/ntfy_sink.h"

#include <string>
#include <utility>

#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "notify/http_sink.h"
#include "notify/markup.h"
#include "notify/message.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/fit.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kLongestPushTitle = 250;  // bytes
constexpr std::size_t kLongestPush = 4096;      // bytes; a longer one becomes a file
constexpr std::size_t kLongestSequence = 64;
constexpr int kDayIsUsedUp = 42908;

// Letters, digits, - and _ alone.
std::string sequence_id(std::string_view id) {
  std::string out;
  for (const char c : id.substr(0, kLongestSequence)) {
    out += text::is_digit(c) || text::is_ascii_letter(c) || c == '_' ? c : '-';
  }
  return out;
}

class NtfyTarget final : public HttpTarget {
 public:
  // url: the server, '/' and the topic.
  NtfyTarget(std::string_view url, std::string token) : token_(std::move(token)) {
    const std::size_t slash = url.rfind('/');
    server_ = url.substr(0, slash + 1);
    topic_ = url.substr(slash + 1);
  }

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    const Message message = message_of(row.notification);
    const std::string title = heading(message);
    record::JsonWriter io;
    io.field("topic", topic_);
    io.field("title", text::fit(title, kLongestPushTitle, text::Unit::kBytes));
    io.field("message",
             body(message, plain_text(), kLongestPush, text::Unit::kBytes, Title::kElsewhere));
    io.field("priority", static_cast<int>(message.priority));
    io.field("tags", std::vector<std::string>{message.is_over      ? "white_check_mark"
                                              : message.is_trouble ? "warning"
                                                                   : "newspaper"});
    if (!message.link.empty()) io.field("click", message.link);
    io.field("sequence_id", sequence_of(row));
    net::HttpRequest request{.url = server_, .headers = {{"Content-Type", "application/json"}}};
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
    request.body = io.text();
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow& row, const net::HttpResponse& answer,
                                     model::Time now) override {
    record::JsonReader io(answer.body);
    int code = 0;
    std::string sequence;
    io.field("code", code);
    io.field("sequence_id", sequence);
    DeliveryResult result = by_status(answer, complaint_of(answer));
    if (!result) {
      // The day ends at midnight, UTC.
      return code == kDayIsUsedUp
                 ? with_wait(result,
                             std::chrono::days(1) - now.time_since_epoch() % std::chrono::days(1))
                 : result;
    }
    if (sequence == sequence_of(row)) result->reference = sequence;
    return result;
  }

  std::vector<std::string> secrets() const override { return {token_, topic_}; }

 private:
  static std::string sequence_of(const model::OutboxRow& row) {
    return row.follow == model::FollowUp::kOwn ? sequence_id(row.notification.id) : row.reference;
  }

  std::string server_, topic_, token_;
};

void check_ntfy(config::TableReader& reader, const config::SinkSettings& sink) {
  if (!config::is_given(sink, "url")) return;
  const auto& url = sink.option<std::string>("url");
  if (url.ends_with('/') || url.find('/', url.find("//") + 2) == url.npos) {
    reader.problem("url", "url names no topic", "url = \"https://ntfy.sh/TOPIC\"");
  }
  config::check_addresses(reader, sink, "url");
}

}  // namespace

SinkType ntfy_sink_type() {
  return {.keys = {.type = "ntfy",
                   .keys = with_http_keys(
                       {config::option_key("url", config::HttpUrlKind{.needed = true}),
                        config::secret_key("token_file", config::read_key),
                        follow_up_key({"edit", "new", "none"})}),
                   .check = check_ntfy},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) {
            return make_http_sink(sink, resources, clock,
                                  std::make_unique<NtfyTarget>(sink.option<std::string>("url"),
                                                               sink.secret("token_file")));
          }};
}

}  // namespace newswatch::notify
