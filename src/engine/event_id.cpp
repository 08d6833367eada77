#include "engine/event_id.h"

#include "text/hash.h"
#include "text/ulid.h"

namespace newswatch::engine {

std::string next_event_id(std::string_view last, model::Time now, std::string_view seed) {
  const auto last_time = text::ulid_time(last);
  if (last_time && *last_time >= now) return text::ulid_after(last);
  return text::ulid(now, text::hash64(seed), text::hash64(std::string(seed) + "#"));
}

}  // namespace newswatch::engine
