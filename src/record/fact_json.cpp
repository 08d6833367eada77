#include "record/fact_json.h"

#include "record/json_io.h"

namespace newswatch::record {
namespace {

template <class Io, class Fact>
void fact_fields(Io& io, Fact& fact) {
  io.field("a", fact.a);
  io.field("b", fact.b);
  io.field("same", fact.same);
  io.field("since", fact.since);
}

}  // namespace

std::string fact_json(const model::Fact& fact) {
  JsonWriter io;
  io.field("schema", 1);
  fact_fields(io, fact);
  return io.text();
}

model::Result<model::Fact> read_fact(std::string_view json) {
  JsonReader io(json);
  model::Fact fact;
  fact_fields(io, fact);
  if (auto read = io.done("fact"); !read) return tl::unexpected(read.error());
  return fact;
}

}  // namespace newswatch::record
