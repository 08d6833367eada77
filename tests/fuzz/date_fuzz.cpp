// Any text as a date: what is one, is an instant that RFC 3339 can say.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/demand.h"
#include "parse/date.h"
#include "parse/usual_date.h"
#include "text/time_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = parse::parse_date(text);
  if (const auto usual = parse::usual_date(text)) {
    // A comment is no usual spelling: the general reader reads this one.
    const std::string commented = std::string(text) + " (x)";
    fuzz::demand(!parse::usual_date(commented), "a comment is not usual");
    fuzz::demand(parse::parse_date(commented) == usual, "both readers agree");
  }
  if (!time) return 0;
  fuzz::demand(parse::parse_date(text::rfc3339(*time)) == time, "it reads what it writes");
  return 0;
}
