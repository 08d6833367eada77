#include <simdjson.h>

#include "text/escape.h"

namespace newswatch::text {

// Every document is checked, whole; simdjson does it at the speed of memory.
bool is_valid_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace newswatch::text
