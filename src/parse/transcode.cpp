#include "parse/transcode.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

namespace newswatch::parse {

std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(
      ucnv_open(converter.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status)) return std::nullopt;
  const icu::UnicodeString unicode(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                   from.get(), status);
  if (U_FAILURE(status)) return std::nullopt;
  bad = 0;
  for (std::int32_t i = 0; i < unicode.length(); ++i) bad += unicode.charAt(i) == 0xFFFD ? 1 : 0;
  std::string utf8;
  unicode.toUTF8String(utf8);
  return utf8;
}

}  // namespace newswatch::parse
