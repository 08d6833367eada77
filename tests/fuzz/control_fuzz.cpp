// Any bytes as a line of the control socket: as a request, and as the answer to one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "model/result.h"
#include "record/control_json.h"
#include "text/escape.h"

namespace newswatch::fuzz {
namespace {

void check_line(const std::string& line) {
  demand(text::printable(line) == line, "what is sent is one line that is safe to print");
}

void check_error(const model::Error& error, model::ErrorKind kind) {
  demand(error.kind == kind, "an error has its kind");
  demand(!error.context.empty(), "a refusal says why");
  demand(text::printable(error.context) == error.context, "a refusal is safe to print");
}

void check_request(std::string_view line) {
  const auto request = record::read_control_request(line);
  if (!request) return check_error(request.error(), model::ErrorKind::kBadInput);
  const std::string sent = record::control_request_json(*request);
  check_line(sent);
  const auto again = record::read_control_request(sent);
  demand(again && record::control_request_json(*again) == sent, "a request arrives as it was sent");
  demand(again->choice.rows == request->choice.rows && again->choice.all == request->choice.all &&
             again->choice.sink == request->choice.sink && again->feeds == request->feeds,
         "it means the same messages and feeds");
  demand(request->command != model::ControlCommand::kSilence || again->silence == request->silence,
         "and the same silence");
  demand(request->command != model::ControlCommand::kRegroup ||
             (again->regrouping.kind == request->regrouping.kind &&
              again->regrouping.event == request->regrouping.event &&
              again->regrouping.into == request->regrouping.into &&
              again->regrouping.stories == request->regrouping.stories &&
              again->regrouping.quiet == request->regrouping.quiet),
         "and the same events");
}

void check_reply(std::string_view line) {
  const auto reply = record::read_control_reply(line);
  if (!reply) return check_error(reply.error(), model::ErrorKind::kCorrupt);
  const std::string sent = record::control_reply_json(*reply);
  check_line(sent);
  const auto again = record::read_control_reply(sent);
  demand(again && record::control_reply_json(*again) == sent, "a reply arrives as it was sent");
  demand(again->error == reply->error && again->pid == reply->pid &&
             again->uptime == reply->uptime && again->rows == reply->rows &&
             again->not_found == reply->not_found && again->more == reply->more,
         "it says the same");
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  newswatch::fuzz::check_request(line);
  newswatch::fuzz::check_reply(line);
  return 0;
}
