#include "record/notice_json.h"

#include <algorithm>
#include <array>

#include "record/json_io.h"

namespace newswatch::record {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"event", "topic", "word"};

void fields(JsonWriter& io, const model::Silence& silence) {
  io.field("kind", name(silence.kind));
  io.field("subject", silence.subject);
  io.field("since", silence.since);
  io.field("until", silence.until);
}

template <class Io, class Tally>
void tally_fields(Io& io, Tally& tally) {
  io.field("since", tally.since);
  io.field("polls", tally.polls);
  io.field("matched", tally.matched);
  io.field("events", tally.events);
  io.field("held", tally.held);
}

void fields(JsonReader& io, model::Silence& silence) {
  std::string kind;
  io.field("kind", kind);
  io.field("subject", silence.subject);
  io.field("since", silence.since);
  io.field("until", silence.until);
  const auto known = std::ranges::find(kKinds, kind);
  if (known != kKinds.end()) {
    silence.kind = static_cast<model::Silence::Kind>(known - kKinds.begin());
  }
}

}  // namespace

std::string_view name(model::Silence::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string stored_silences(const std::vector<model::Silence>& silences) {
  JsonWriter io;
  io.field("schema", 1);
  io.list("silences", silences,
          [](JsonWriter& inner, const model::Silence& one) { fields(inner, one); });
  return io.text();
}

model::Result<std::vector<model::Silence>> read_silences(std::string_view json) {
  JsonReader io(json);
  std::vector<model::Silence> silences;
  io.list("silences", silences, [](JsonReader& inner, model::Silence& one) { fields(inner, one); });
  if (auto read = io.done("silences"); !read) return tl::unexpected(read.error());
  return silences;
}

std::string stored_tally(const model::Tally& tally) {
  JsonWriter io;
  io.field("schema", 1);
  tally_fields(io, tally);
  return io.text();
}

model::Result<model::Tally> read_tally(std::string_view json) {
  JsonReader io(json);
  model::Tally tally;
  tally_fields(io, tally);
  if (auto read = io.done("tally"); !read) return tl::unexpected(read.error());
  return tally;
}

std::string shown_silence(const model::Silence& silence) {
  JsonWriter io;
  io.field("schema", 1);
  fields(io, silence);
  return io.text();
}

}  // namespace newswatch::record
