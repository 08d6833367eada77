#include "record/coverage_json.h"

#include "record/json_io.h"

namespace newswatch::record {

std::string coverage_json(const CoverageLine& line) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("feed", line.feed);
  io.field("url", line.url);
  io.field("from", line.from);
  io.field("to", line.to);
  io.field("share", line.share);
  io.list("watched", line.watched, [](JsonWriter& out, const auto& span) {
    out.field("from", span.first);
    out.field("to", span.second);
  });
  io.list("unwatched", line.unwatched, [](JsonWriter& out, const model::Gap& gap) {
    out.field("from", gap.from);
    out.field("to", gap.to);
    out.field("why", gap.why);
  });
  io.list("rolled_over", line.rolled_over, [](JsonWriter& out, const model::Gap& gap) {
    out.field("from", gap.from);
    out.field("to", gap.to);
  });
  return io.text();
}

}  // namespace newswatch::record
