#include "record/silence_json.h"

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

std::string shown_silence(const model::Silence& silence) {
  JsonWriter io;
  io.field("schema", 1);
  fields(io, silence);
  return io.text();
}

}  // namespace newswatch::record
