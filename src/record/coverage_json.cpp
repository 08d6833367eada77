#include "record/coverage_json.h"

#include "record/json_io.h"

namespace newswatch::record {

std::string coverage_json(const model::Coverage& coverage) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("feed", coverage.feed);
  io.field("url", coverage.url);
  io.field("from", coverage.window.from);
  io.field("to", coverage.window.to);
  io.field("share", coverage.share);
  io.list("watched", coverage.watched, [](JsonWriter& out, const model::Span& span) {
    out.field("from", span.from);
    out.field("to", span.to);
  });
  io.list("unwatched", coverage.unwatched, [](JsonWriter& out, const model::Gap& gap) {
    out.field("from", gap.from);
    out.field("to", gap.to);
    out.field("why", gap.why);
  });
  io.list("rolled_over", coverage.rolled_over, [](JsonWriter& out, const model::Gap& gap) {
    out.field("from", gap.from);
    out.field("to", gap.to);
  });
  io.list("clock", coverage.clock, [](JsonWriter& out, const model::Gap& gap) {
    out.field("from", gap.from);
    out.field("to", gap.to);
    out.field("why", gap.why);
  });
  return io.text();
}

}  // namespace newswatch::record
