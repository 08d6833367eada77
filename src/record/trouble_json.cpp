#include "record/trouble_json.h"

#include <algorithm>

#include "record/json_io.h"

namespace newswatch::record {
namespace {

// The kind is stored by its name.
template <class Io, class Trouble>
void trouble_fields(Io& io, Trouble& trouble) {
  io.field("subject", trouble.subject);
  io.field("name", trouble.name);
  io.field("reason", trouble.reason);
  io.field("cause", trouble.cause);
  io.field("since", trouble.since);
  io.field("told", trouble.told);
  io.field("over", trouble.over);
}

template <class Io, class State>
void sink_fields(Io& io, State& state) {
  io.field("name", state.name);
  io.field("last_success", state.last_success);
  io.field("last_failure", state.last_failure);
  io.field("last_error", state.last_error);
  io.field("failures", state.failures);
  io.field("failing_since", state.failing_since);
  io.field("delivered", state.delivered);
  io.field("given_up", state.given_up);
  io.field("closed_until", state.closed_until);
  io.field("edits_closed_until", state.edits_closed_until);
  io.field("stopped", state.stopped);
}

template <class Io, class Sent>
void sent_fields_of(Io& io, Sent& sent) {
  io.field("row", sent.row);
  io.field("event", sent.event);
  io.field("sink", sent.sink);
  io.field("type", sent.type);
  io.field("time", sent.time);
  io.field("attempts", sent.attempts);
  io.field("reference", sent.reference);
}

}  // namespace

std::string trouble_json(const model::Trouble& trouble) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("kind", model::name(trouble.kind));
  trouble_fields(io, trouble);
  return io.text();
}

model::Result<model::Trouble> read_trouble(std::string_view json) {
  JsonReader io(json);
  model::Trouble trouble;
  std::string kind;
  io.field("kind", kind);
  trouble_fields(io, trouble);
  if (auto read = io.done("trouble"); !read) return tl::unexpected(read.error());
  const auto known = std::ranges::find(model::kTroubleNames, kind);
  if (known == model::kTroubleNames.end()) {
    return model::fail(model::ErrorKind::kCorrupt, "trouble: there is no such kind");
  }
  trouble.kind = static_cast<model::TroubleKind>(known - model::kTroubleNames.begin());
  return trouble;
}

std::string sink_state_json(const model::SinkState& state) {
  JsonWriter io;
  io.field("schema", 1);
  sink_fields(io, state);
  return io.text();
}

model::Result<model::SinkState> read_sink_state(std::string_view json) {
  JsonReader io(json);
  model::SinkState state;
  sink_fields(io, state);
  if (auto read = io.done("state of a sink"); !read) return tl::unexpected(read.error());
  return state;
}

std::string sent_message_json(const model::SentMessage& sent) {
  JsonWriter io;
  io.field("schema", 1);
  sent_fields_of(io, sent);
  return io.text();
}

model::Result<model::SentMessage> read_sent_message(std::string_view json) {
  JsonReader io(json);
  model::SentMessage sent;
  sent_fields_of(io, sent);
  if (auto read = io.done("sent message"); !read) return tl::unexpected(read.error());
  return sent;
}

}  // namespace newswatch::record
