// http_date(): a time as servers write it, IMF-fixdate (RFC 9110 section 5.6.7). Pure; any thread.
#pragma once

#include <ctime>
#include <string>

namespace newswatch::test {

inline std::string http_date(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

}  // namespace newswatch::test
