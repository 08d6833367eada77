#include "record/near_miss_json.h"

#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class Near>
void near_miss_fields(Io& io, Near& near) {
  io.field("seen", near.seen);
  io.field("story", near.story);
  io.field("topic", near.topic);
  io.field("why", near.why);
  io.field("outlet", near.outlet);
  io.field("title", near.title);
  io.field("link", near.link);
}

}  // namespace

std::string near_miss_json(const model::NearMiss& near) {
  JsonWriter io;
  io.field("schema", 1);
  near_miss_fields(io, near);
  return io.text();
}

model::Result<model::NearMiss> read_near_miss(std::string_view json) {
  JsonReader io(json);
  model::NearMiss near;
  near_miss_fields(io, near);
  if (auto read = io.done("near miss"); !read) return tl::unexpected(read.error());
  return near;
}

}  // namespace newswatch::record
