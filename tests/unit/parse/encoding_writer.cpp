#include "unit/parse/encoding_writer.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "parse/encoding_label.h"
#include "unit/parse/news_text.h"

namespace newswatch::parse {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

Converter open(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setFallback(converter.get(), 0);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return converter;
}

std::optional<std::string> encoded(UConverter* converter, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string bytes(static_cast<std::size_t>(text.length()) * 4 + 16, '\0');
  const std::int32_t size =
      ucnv_fromUChars(converter, bytes.data(), static_cast<std::int32_t>(bytes.size()),
                      text.getBuffer(), text.length(), &status);
  if (U_FAILURE(status)) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

icu::UnicodeString decoded(UConverter* converter, const std::string& bytes) {
  UErrorCode status = U_ZERO_ERROR;
  char16_t out[8];
  const std::int32_t size = ucnv_toUChars(converter, out, 8, bytes.data(),
                                          static_cast<std::int32_t>(bytes.size()), &status);
  return U_FAILURE(status) ? icu::UnicodeString() : icu::UnicodeString(out, size);
}

}  // namespace

const std::vector<WritingEncoding::Form>& WritingEncoding::all() {
  static const std::vector<Form> forms = {
      {"UTF-8", "utf-8", "utf-8", false, ""},
      {"UTF-8", "utf-8", "utf-8", true, ""},
      {"UTF-16", "utf-16le", "utf-16le", false, ""},
      {"UTF-16", "utf-16le", "utf-16le", true, ""},
      {"UTF-16", "utf-16be", "utf-16be", false, ""},
      {"UTF-16", "utf-16be", "utf-16be", true, ""},
      {"UTF-32", "utf-32le", "utf-32le", false, ""},
      {"UTF-32", "utf-32le", "utf-32le", true, ""},
      {"UTF-32", "utf-32be", "utf-32be", false, ""},
      {"UTF-32", "utf-32be", "utf-32be", true, ""},
      {"windows-1252", "windows-1252", "windows-1252", false, "\u00E9"},
      {"ISO-8859-1", "iso-8859-1", "windows-1252", false, "\u00E9"},
      {"ISO-8859-2", "iso-8859-2", "iso-8859-2", false, "\u00E9"},
      {"ISO-8859-5", "iso-8859-5", "iso-8859-5", false, "\u044F"},
      {"ISO-8859-15", "iso-8859-15", "iso-8859-15", false, "\u00E9"},
      {"KOI8-R", "koi8-r", "koi8-r", false, "\u044F"},
      {"windows-1251", "windows-1251", "windows-1251", false, "\u044F"},
      {"Shift_JIS", "ibm-943_P15A-2003", "shift_jis", false, "\u65E5"},
      {"EUC-JP", "euc-jp", "euc-jp", false, "\u65E5"},
      {"EUC-KR", "windows-949", "euc-kr", false, "\uAC00"},
      {"GB18030", "gb18030", "gb18030", false, "\u65E5"},
      {"Big5", "big5", "big5", false, "\u65E5"}};
  return forms;
}

bool WritingEncoding::has(char32_t code) {
  if (code < 0x80 || is_unicode()) return true;
  const auto [found, is_new] = known_.try_emplace(code, false);
  if (!is_new) return found->second;
  std::string label = form_.label;
  std::transform(label.begin(), label.end(), label.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const Converter writer = open(form_.converter), reader = open(converter_of(label));
  const icu::UnicodeString text(static_cast<UChar32>(code));
  const auto bytes = encoded(writer.get(), text);
  found->second = bytes && decoded(reader.get(), *bytes) == text;
  return found->second;
}

bool WritingEncoding::has_all(std::string_view text) {
  const std::u32string codes = code_points(text);
  return std::all_of(codes.begin(), codes.end(), [this](char32_t code) { return has(code); });
}

std::string WritingEncoding::encode(std::string_view text) const {
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if (form_.mark) wide.insert(0, static_cast<char16_t>(0xFEFF));
  const Converter writer = open(form_.converter);
  const auto bytes = encoded(writer.get(), wide);
  return bytes ? *bytes : "the encoding lacks a character";
}

}  // namespace newswatch::parse
