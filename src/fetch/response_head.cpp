#include "fetch/response_head.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "fetch/challenge.h"
#include "text/ascii.h"

namespace newswatch::fetch {

bool ResponseHead::take(std::string_view line) {
  if (line.size() > kMaxBytes - bytes) {
    bytes = kMaxBytes;
    return false;
  }
  bytes += line.size();
  if (done) return true;
  if (line.starts_with("HTTP/")) {
    *this = {.bytes = bytes, .cookie = cookie};
    const std::string_view code = line.substr(std::min(line.find(' ') + 1, line.size()));
    std::from_chars(code.data(), code.data() + code.size(), status);
  } else if (text::trimmed(line).empty()) {
    done = status >= 200;
  } else if (const std::size_t colon = line.find(':'); colon != line.npos) {
    take_header(line.substr(0, colon), text::trimmed(line.substr(colon + 1)));
  }
  return true;
}

void ResponseHead::take_header(std::string_view name, std::string_view value) {
  const auto is = [name](std::string_view wanted) { return text::equal_in_any_case(name, wanted); };
  if (const auto whose = wall_of_header(name, value); !whose.empty()) wall = whose;
  if (is("content-length")) {
    std::from_chars(value.data(), value.data() + value.size(), content_length);
  }
  if (is("set-cookie")) cookie = true;
  for (const auto& [wanted, list] :
       {std::pair<std::string_view, std::string*>{"content-encoding", &content_encoding},
        {"cache-control", &headers.cache_control}}) {
    if (is(wanted) && !value.empty()) list->append(list->empty() ? "" : ", ").append(value);
  }
  for (const auto& [wanted, field] :
       {std::pair<std::string_view, std::string*>{"content-type", &headers.content_type},
        {"etag", &headers.etag},
        {"last-modified", &headers.last_modified},
        {"expires", &headers.expires},
        {"retry-after", &headers.retry_after},
        {"date", &headers.date},
        {"age", &headers.age},
        {"content-location", &headers.content_location},
        {"server", &server},
        {"cf-mitigated", &mitigated},
        {"x-datadome", &datadome},
        {"location", &location}}) {
    if (field->empty() && is(wanted)) *field = value;
  }
}

}  // namespace newswatch::fetch
