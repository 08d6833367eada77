#include "parse/transcode.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <array>
#include <cstdint>

#include "parse/limits.h"
#include "parse/quick_decode.h"

namespace newswatch::parse {
namespace {

// Writes U+FFFD for what cannot be read; ICU itself would write U+001A in some encodings. `context`
// points to the count of calls.
void write_replacement(const void* context, UConverterToUnicodeArgs* args, const char* /*bytes*/,
                       std::int32_t /*length*/, UConverterCallbackReason reason,
                       UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  constexpr UChar kReplacement = 0xFFFD;
  ++*static_cast<std::size_t*>(const_cast<void*>(context));
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kReplacement, 1, 0, status);
}

}  // namespace

std::optional<std::string> transcode(std::string_view bytes, const std::string& converter,
                                     std::size_t& bad, bool& cut) {
  bad = 0;
  cut = false;
  const std::size_t most = most_grown(bytes.size());
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalUConverterPointer decoder(ucnv_open(converter.c_str(), &status));
  const icu::LocalUConverterPointer encoder(ucnv_open("UTF-8", &status));
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(decoder.getAlias(), &write_replacement, &bad, nullptr, nullptr, &status);
  std::string utf8;
  utf8.reserve(bytes.size() + bytes.size() / 2);
  // Small buffers are quicker than a large string, which would be filled with zeros first.
  std::array<UChar, 2048> units{};
  std::array<char, 6144> piece{};
  UChar *units_begin = units.data(), *units_end = units.data();
  const char* from = bytes.data() + decode_known(bytes, converter, most, utf8);
  const char* const end = bytes.data() + bytes.size();
  bool reset = true;
  do {
    char* to = piece.data();
    status = U_ZERO_ERROR;
    ucnv_convertEx(encoder.getAlias(), decoder.getAlias(), &to, piece.data() + piece.size(), &from,
                   end, units.data(), &units_begin, &units_end, units.data() + units.size(), reset,
                   true, &status);
    reset = false;
    utf8.append(piece.data(), to);
    cut = utf8.size() > most;
  } while (status == U_BUFFER_OVERFLOW_ERROR && !cut);
  if (cut) {
    cut_to(most, utf8);
    return utf8;
  }
  if (U_FAILURE(status)) return std::nullopt;
  return utf8;
}

}  // namespace newswatch::parse
