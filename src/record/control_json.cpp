#include "record/control_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include "record/json_io.h"
#include "record/notice_json.h"
#include "record/reason_fields.h"
#include "text/escape.h"

namespace newswatch::record {
namespace {

using enum model::ControlCommand;

constexpr std::array<std::pair<std::string_view, model::ControlCommand>, 12> kCommands{
    {{"ping", kPing},
     {"outbox.retry", kOutboxRetry},
     {"outbox.drop", kOutboxDrop},
     {"rematch", kRematch},
     {"silence", kSilence},
     {"regroup", kRegroup},
     {"feeds.poll", kPollNow},
     {"feeds.pause", kPauseFeeds},
     {"feeds.resume", kResumeFeeds},
     {"reload", kReload},
     {"snapshot", kSnapshot},
     {"snapshot.drop", kSnapshotDrop}}};

constexpr std::array<std::string_view, 4> kRegroupings = {"merge", "split", "move", "dismiss"};

template <class Io, class Choice>
void choice_fields(Io& io, Choice& choice) {
  io.field("rows", choice.rows);
  io.field("all", choice.all);
  io.field("sink", choice.sink);
}

template <class Io, class Regrouping>
void regrouping_fields(Io& io, Regrouping& regrouping) {
  io.field("event", regrouping.event);
  io.field("into", regrouping.into);
  io.field("stories", regrouping.stories);
  io.field("quiet", regrouping.quiet);
}

template <class Io, class Reply>
void reply_fields(Io& io, Reply& reply) {
  io.field("error", reply.error);
  io.field("pid", reply.pid);
  io.field("uptime", reply.uptime);
  io.field("rows", reply.rows);
  io.field("not_found", reply.not_found);
  io.field("event", reply.event);
  io.field("feeds", reply.feeds);
  io.field("more", reply.more);
  io.field("snapshot", reply.snapshot);
  io.field("config", reply.config);
  io.field("config_hash", reply.config_hash);
  io.list("reasons", reply.reasons, [](Io& inner, auto& reason) { reason_fields(inner, reason); });
}

}  // namespace

std::string control_request_json(const model::ControlRequest& request) {
  JsonWriter io;
  const auto* const name = std::ranges::find_if(
      kCommands, [&](const auto& one) { return one.second == request.command; });
  io.field("command", name->first);
  choice_fields(io, request.choice);
  io.field("since", request.since);
  io.names("feeds", request.feeds);
  if (request.command == kRegroup) {
    io.field("regroup", kRegroupings[static_cast<std::size_t>(request.regrouping.kind)]);
    regrouping_fields(io, request.regrouping);
  }
  if (request.command == kSilence) io.bytes("silence", stored_silences({request.silence}));
  return io.text();
}

model::Result<model::ControlRequest> read_control_request(std::string_view json) {
  JsonReader io(json);
  std::string command;
  model::ControlRequest request;
  io.field("command", command);
  choice_fields(io, request.choice);
  io.field("since", request.since);
  io.names("feeds", request.feeds);
  std::string regroup;
  io.field("regroup", regroup);
  regrouping_fields(io, request.regrouping);
  std::string silences;
  io.bytes("silence", silences);
  if (auto read = io.done("request"); !read) {
    return model::fail(model::ErrorKind::kBadInput, read.error().context);
  }
  const auto* const known =
      std::ranges::find_if(kCommands, [&](const auto& one) { return one.first == command; });
  if (known == kCommands.end()) {
    return model::fail(model::ErrorKind::kBadInput, "request: no command " + text::quoted(command));
  }
  request.command = known->second;
  if (request.command == kRegroup) {
    const auto* const kind = std::ranges::find(kRegroupings, regroup);
    if (kind == kRegroupings.end()) {
      return model::fail(model::ErrorKind::kBadInput,
                         "request: no way to regroup events is " + text::quoted(regroup));
    }
    request.regrouping.kind = static_cast<model::RegroupKind>(kind - kRegroupings.begin());
  }
  if (request.command == kSilence) {
    auto read = read_silences(silences);
    if (!read || read->size() != 1) {
      return model::fail(model::ErrorKind::kBadInput, "request: what is to be silent?");
    }
    request.silence = std::move(read->front());
  }
  return request;
}

std::string control_reply_json(const model::ControlReply& reply) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("ok", reply.error.empty());
  reply_fields(io, reply);
  return io.text();
}

model::Result<model::ControlReply> read_control_reply(std::string_view json) {
  JsonReader io(json);
  model::ControlReply reply;
  reply_fields(io, reply);
  if (auto read = io.done("reply"); !read) return tl::unexpected(read.error());
  return reply;
}

}  // namespace newswatch::record
