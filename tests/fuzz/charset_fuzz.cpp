// Any bytes under any label: the text that comes of it is UTF-8. The first line is the HTTP header.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/demand.h"
#include "parse/charset.h"
#include "parse/warnings.h"
#include "text/escape.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), size);
  const std::string_view bytes = input.substr(std::min(line + 1, size));
  parse::Warnings warnings;
  parse::Decoded decoded;
  parse::decode(bytes, input.substr(0, line), warnings, decoded);
  fuzz::demand(text::is_valid_utf8(decoded.text), "the text is UTF-8");
  fuzz::demand(!decoded.encoding.empty(), "the encoding is named");
  fuzz::demand(decoded.text.size() <= 4 * bytes.size() + 16, "the text is bounded");
  return 0;
}
