// Any text as a date: what is one, is an instant that RFC 3339 can say.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/demand.h"
#include "parse/date.h"
#include "text/times.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  constexpr std::size_t kLongestCommented = 90;  // longer texts are no date with a comment
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = parse::parse_date(text);
  const auto strict = [](std::string_view date) {
    return text::parse_rfc5322(date) || text::parse_rfc3339(date);
  };
  if (strict(text) && size <= kLongestCommented) {
    // The strict readers know no comments, so the tokens decide here.
    const std::string commented = std::string(text) + " (x)";
    fuzz::demand(!strict(commented), "a comment is not strict");
    fuzz::demand(parse::parse_date(commented) == time, "both readers agree");
  }
  if (const auto header = text::parse_http_date(text)) {
    fuzz::demand(text::parse_rfc3339(text::rfc3339(*header)) == header, "RFC 3339 can say it");
  }
  if (!time) return 0;
  fuzz::demand(parse::parse_date(text::rfc3339(*time)) == time, "it reads what it writes");
  return 0;
}
