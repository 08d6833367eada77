#include "record/gap_json.h"

#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class Gap>
void gap_fields(Io& io, Gap& gap) {
  io.field("feed", gap.feed);
  io.field("url", gap.url);
  io.field("from", gap.from);
  io.field("to", gap.to);
  io.field("rolled_over", gap.rolled_over);
  io.field("clock", gap.clock);
  io.field("why", gap.why);
}

}  // namespace

std::string gap_json(const model::Gap& gap) {
  JsonWriter io;
  io.field("schema", 1);
  gap_fields(io, gap);
  return io.text();
}

model::Result<model::Gap> read_gap(std::string_view json) {
  JsonReader io(json);
  model::Gap gap;
  gap_fields(io, gap);
  if (auto read = io.done("gap"); !read) return tl::unexpected(read.error());
  return gap;
}

}  // namespace newswatch::record
