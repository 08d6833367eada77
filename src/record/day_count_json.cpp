#include "record/day_count_json.h"

#include "record/json_io.h"

namespace newswatch::record {

std::string day_count_json(const model::DayCount& count) {
  JsonWriter io;
  io.field("schema", 1);
  io.field("stories", count.stories);
  io.field("events", count.events);
  return io.text();
}

model::Result<model::DayCount> read_day_count(std::string_view json) {
  JsonReader io(json);
  model::DayCount count;
  io.field("stories", count.stories);
  io.field("events", count.events);
  if (auto read = io.done("day"); !read) return tl::unexpected(read.error());
  return count;
}

}  // namespace newswatch::record
