#include <simdjson.h>

#include "text/escape.h"

namespace newswatch::text {

// simdjson checks a whole document about as fast as memory can be read.
bool is_valid_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace newswatch::text
