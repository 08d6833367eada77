#include "notify/matrix_sink.h"

#include <fmt/format.h>

#include <chrono>
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
#include "text/percent.h"

namespace newswatch::notify {
namespace {

// Bytes. An event may have 65,536. A change has the plain text twice, and a quote, a backslash and
// a line end are two bytes in JSON: (7,000 + 14,000 + 7,000) * 2 and what is around it.
constexpr std::size_t kLongestMatrixPlain = 7'000;
constexpr std::size_t kLongestMatrixHtml = 14'000;

// What is shown: msgtype, body, formatted_body.
void write_matrix_content(record::JsonWriter& io, const std::string& plain,
                          const std::string& formatted) {
  io.field("msgtype", "m.text");
  io.field("body", plain);
  io.field("format", "org.matrix.custom.html");
  io.field("formatted_body", formatted);
  io.object("m.mentions", [](auto&) {});  // whatever the text says, nobody is meant
}

std::string matrix_event(const model::OutboxRow& row) {
  Message message = message_of(row.notification);
  message.title = heading(message);
  const std::string plain =
      body(message, plain_text(), kLongestMatrixPlain, text::Unit::kBytes, Title::kShown);
  const std::string formatted =
      body(message, html(), kLongestMatrixHtml, text::Unit::kBytes, Title::kShown);
  record::JsonWriter io;
  switch (row.follow) {
    case model::FollowUp::kOwn:
      write_matrix_content(io, plain, formatted);
      break;
    case model::FollowUp::kEdit:
      // For programs that can't show changes.
      io.field("msgtype", "m.text");
      io.field("body", "* " + plain);
      io.object("m.mentions", [](auto&) {});
      io.object("m.new_content",
                [&](auto& content) { write_matrix_content(content, plain, formatted); });
      io.object("m.relates_to", [&](auto& relation) {
        relation.field("rel_type", "m.replace");
        relation.field("event_id", row.reference);
      });
      break;
    case model::FollowUp::kThread:
      write_matrix_content(io, plain, formatted);
      io.object("m.relates_to", [&](auto& relation) {
        relation.field("rel_type", "m.thread");
        relation.field("event_id", row.reference);
        // For programs that can't show threads: an answer to the first message.
        relation.field("is_falling_back", true);
        relation.object("m.in_reply_to",
                        [&](auto& answered) { answered.field("event_id", row.reference); });
      });
      break;
  }
  return io.text();
}

class MatrixTarget final : public HttpTarget {
 public:
  MatrixTarget(std::string server, std::string_view room, std::string token)
      : send_(fmt::format("{}/_matrix/client/v3/rooms/{}/send/m.room.message/",
                          net::without_end_slashes(std::move(server)),
                          text::percent_encoded(room))),
        token_(std::move(token)) {}

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    net::HttpRequest request{
        .method = net::HttpMethod::kPut,
        .url = send_ + text::percent_encoded(row.notification.id),
        .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}}};
    request.body = matrix_event(row);
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow&, const net::HttpResponse& answer,
                                     model::Time) override {
    record::JsonReader io(answer.body);
    std::string event, code;
    double wait = 0;  // ms, of servers from before Retry-After
    io.field("event_id", event);
    io.field("errcode", code);
    io.field("retry_after_ms", wait);
    std::string complaint = complaint_of(answer);
    if (!code.empty())
      complaint = fmt::format("{}{}{}", code, complaint.empty() ? "" : ": ", complaint);
    DeliveryResult result = by_status(answer, complaint);
    if (!result) {
      if (answer.status != 429) return result;
      return with_wait(std::move(result), wait_of(std::chrono::duration<double, std::milli>(wait)));
    }
    if (event.empty() && !answer.cut) {
      return not_the_targets(answer, "no answer of a Matrix server");
    }
    result->reference = event;
    return result;
  }

  std::vector<std::string> secrets() const override { return {token_}; }

 private:
  const std::string send_;  // the address without the transaction
  const std::string token_;
};

void check_matrix(config::TableReader& reader, const config::SinkSettings& sink) {
  const auto& room = sink.option<std::string>("room");
  if (!room.empty() &&
      (!room.starts_with('!') || room.size() < 2 || room.find_first_of(" /") != room.npos)) {
    reader.problem("room",
                   room.starts_with('#') ? "room is an alias, which may come to mean another room"
                                         : "room is not the id of a room",
                   "room = \"!...\", the internal id that the room's settings show");
  }
  config::check_needs(reader, sink, "room", "token_file");
  config::check_addresses(reader, sink, "url");
}

}  // namespace

SinkType matrix_sink_type() {
  return {.keys = {.type = "matrix",
                   .keys = with_http_keys(
                       {config::option_key("url", config::HttpUrlKind{.needed = true}),
                        config::option_key("room", config::TextKind{.needed = true}),
                        config::secret_key("token_file", config::read_key),
                        follow_up_key({"edit", "thread", "new", "none"})}),
                   .check = check_matrix},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) {
            return make_http_sink(sink, resources, clock,
                                  std::make_unique<MatrixTarget>(sink.option<std::string>("url"),
                                                                 sink.option<std::string>("room"),
                                                                 sink.secret("token_file")));
          }};
}

}  // namespace newswatch::notify
