#include "parse/charset.h"

#include <algorithm>
#include <array>

#include "parse/encoding_label.h"
#include "parse/mixed_utf8.h"
#include "parse/transcode.h"
#include "parse/warnings.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::parse {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPrologBytes = 2048;  // the warnings of a broken server may come first
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
// Fewer two-byte sequences than this can be valid UTF-8 by chance in another multi-byte encoding.
constexpr std::size_t kProofOfUtf8 = 3;

// The value of key=value in a header or prolog, without its quotes. Empty: the key is not there.
std::string parameter(std::string_view text, std::string_view key) {
  const std::string lower = text::ascii_lower(text);
  for (std::size_t at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
    std::size_t from = lower.find_first_not_of(" \t\r\n", at + key.size());
    if (from == std::string::npos || lower[from] != '=') continue;
    from = lower.find_first_not_of(" \t\r\n\"'", from + 1);
    if (from == std::string::npos) return {};
    const std::size_t to = std::min(lower.find_first_of(" \t\r\n\"';?>,", from), lower.size());
    return lower.substr(from, to - from);
  }
  return {};
}

std::string prolog_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kPrologBytes);
  std::size_t start = head.find("<?xml ");
  if (start == std::string_view::npos) start = head.find("<?xml");
  if (start == std::string_view::npos) start = head.find("<?XML");
  if (start == std::string_view::npos) return {};
  const std::size_t end = std::min(head.find('>', start), head.size());
  return parameter(head.substr(start, end - start), "encoding");
}

// The encoding that a byte order mark or the zero bytes of the first characters show (XML 1.0
// appendix F), and the length of the mark.
struct Shape {
  const char* converter = nullptr;
  std::size_t mark = 0;
};

bool is_markup_or_space(char c) {
  return c == '<' || c == '{' || c == '[' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

const char* wide_shape_of(std::string_view bytes) {
  if (bytes.size() < 4) return nullptr;
  const std::array<bool, 4> zero = {bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0};
  const auto is = [&zero](bool a, bool b, bool c, bool d) {
    return zero == std::array<bool, 4>{a, b, c, d};
  };
  if (is(false, true, true, true) && is_markup_or_space(bytes[0])) return "utf-32le";
  if (is(true, true, true, false) && is_markup_or_space(bytes[3])) return "utf-32be";
  if (is(false, true, false, true) && is_markup_or_space(bytes[0])) return "utf-16le";
  if (is(true, false, true, false) && is_markup_or_space(bytes[1])) return "utf-16be";
  return nullptr;
}

Shape shape_of(std::string_view bytes) {
  Shape shape;
  if (bytes.starts_with(kUtf8Mark)) {
    shape = {"utf-8", 3};
  } else if (bytes.starts_with("\xFF\xFE\0\0"sv)) {
    shape = {"utf-32le", 4};
  } else if (bytes.starts_with("\0\0\xFE\xFF"sv)) {
    shape = {"utf-32be", 4};
  } else if (bytes.starts_with("\xFF\xFE"sv)) {
    shape = {"utf-16le", 2};
  } else if (bytes.starts_with("\xFE\xFF"sv)) {
    shape = {"utf-16be", 2};
  }
  // A mark may be wrong. The width of the characters behind it counts more.
  const std::string_view rest = bytes.substr(shape.mark);
  if (const char* wide = wide_shape_of(rest)) {
    shape.converter = wide;
  } else if (shape.converter != nullptr && rest.size() > 4 && is_markup_or_space(rest[0]) &&
             rest.substr(0, 64).find('\0') == std::string_view::npos) {
    shape.converter = "utf-8";
  }
  return shape;
}

void warn_of_cut(bool cut, Warnings& warnings) {
  if (cut) warnings.add("the document grows too large when it is decoded; its end is left out");
}

void decode_undeclared(std::string_view bytes, Warnings& warnings, Decoded& decoded) {
  Mixed mixed = read_mixed(bytes);
  decoded.encoding = mixed.is_utf8 ? "utf-8" : "windows-1252";
  warnings.add(mixed.is_utf8 ? "some bytes are not UTF-8; they are read as windows-1252 or U+FFFD"
                             : "the bytes are not UTF-8; the document is read as windows-1252");
  warn_of_cut(mixed.cut, warnings);
  decoded.storage = std::move(mixed.text);
  decoded.text = decoded.storage;
}

void decode_wide(std::string_view bytes, const char* converter, Warnings& warnings,
                 Decoded& decoded) {
  std::size_t bad = 0;
  bool cut = false;
  decoded.storage = transcode(bytes, converter, bad, cut).value_or(std::string());
  warn_of_cut(cut, warnings);
  decoded.text = decoded.storage;
  decoded.encoding = converter;
  if (bad > 0) warnings.add("some characters could not be read as " + decoded.encoding);
}

// The name that the document or its server gives the encoding, and the name that ICU has for it.
struct Declaration {
  std::string label, converter;

  explicit Declaration(std::string named)
      : label(std::move(named)), converter(converter_of(label)) {
    if (converter == "utf-8") label = converter;
  }
};

// The declaration of a document that begins with "<?xm" in EBCDIC. The letters of the prolog are
// the same in all dialects of EBCDIC.
Declaration ebcdic(std::string_view bytes) {
  std::size_t bad = 0;
  bool cut = false;
  return Declaration(
      prolog_encoding(transcode(bytes.substr(0, 128), "ibm037", bad, cut).value_or(std::string())));
}

// UTF-16 and UTF-32 show in the bytes, which are not of them here.
void warn_of_unknown(const Declaration& declaration, Warnings& warnings) {
  if (declaration.label.empty() || !declaration.converter.empty()) return;
  warnings.add("not known as an encoding, or not that of the bytes: " +
               text::shortened(text::valid_utf8(declaration.label), 40));
}

bool is_markup(std::string_view text) {
  text = text::trimmed(text);
  return text.starts_with('<') || text.starts_with('{');
}

// Decodes by the declaration with the fewest unreadable characters. False: none fits. With
// `wholly`, only a declaration that reads every character fits.
bool decode_declared(std::string_view bytes, const std::array<Declaration, 2>& declared,
                     bool wholly, Warnings& warnings, Decoded& decoded) {
  const Declaration* best = nullptr;
  std::size_t least = 0;
  bool best_cut = false;
  for (const Declaration& declaration : declared) {
    if (declaration.converter.empty() || declaration.converter == "utf-8") continue;
    std::size_t bad = 0;
    bool cut = false;
    auto text = transcode(bytes, declaration.converter, bad, cut);
    if (!text || (is_markup(bytes) && !is_markup(*text))) continue;
    if (best == nullptr || bad < least) {
      best = &declaration;
      least = bad;
      best_cut = cut;
      decoded.storage = *std::move(text);
    }
    if (bad == 0) break;
  }
  if (best == nullptr || (wholly && least > 0)) return false;
  if (least > 0) warnings.add("some characters could not be read as " + best->label);
  if (best != &declared[0] && !declared[0].converter.empty()) {
    warnings.add("declared as " + declared[0].label + ", but read as " + best->label);
  }
  warn_of_cut(best_cut, warnings);
  decoded.text = decoded.storage;
  decoded.encoding = best->converter == "windows-1252" ? best->converter : best->label;
  return true;
}

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0; });
}

// Whether valid UTF-8 can hardly be another multi-byte encoding. Those consist of pairs of bytes,
// so a sequence of three bytes is proof enough, or several of two.
bool proves_utf8(std::string_view bytes) {
  std::size_t proof = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xC0) proof += byte >= 0xE0 ? kProofOfUtf8 : 1;
    if (proof >= kProofOfUtf8) return true;
  }
  return false;
}

// `declared`: what the document says of its encoding; null: nothing.
void take_utf8(std::string_view bytes, const Declaration* declared, Warnings& warnings,
               Decoded& decoded) {
  decoded.storage.clear();
  decoded.text = bytes;
  decoded.encoding = "utf-8";
  if (declared == nullptr || declared->converter == "utf-8") return;
  if (is_ascii(bytes)) {
    decoded.encoding = declared->label;
  } else {
    warnings.add("declared as " + declared->label + ", but the bytes are UTF-8");
  }
}

}  // namespace

void decode(std::string_view bytes, std::string_view content_type, Warnings& warnings,
            Decoded& decoded) {
  const Shape shape = shape_of(bytes);
  bytes.remove_prefix(shape.mark);
  if (shape.converter != nullptr && shape.converter != "utf-8"sv) {
    return decode_wide(bytes, shape.converter, warnings, decoded);
  }
  while (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());

  std::array<Declaration, 2> declared = {
      Declaration(shape.mark > 0 ? "utf-8" : parameter(content_type, "charset")),
      Declaration(prolog_encoding(bytes))};
  if (bytes.starts_with("\x4C\x6F\xA7\x94")) {
    const bool says_so = !declared[0].converter.empty() && declared[0].converter != "utf-8";
    declared = {says_so ? declared[0] : ebcdic(bytes), Declaration("ibm037")};
  }
  for (const Declaration& declaration : declared) warn_of_unknown(declaration, warnings);
  // The first declaration that ICU has a converter for.
  const auto named = std::find_if(declared.begin(), declared.end(),
                                  [](const Declaration& d) { return !d.converter.empty(); });
  const Declaration* const declaration = named == declared.end() ? nullptr : named;
  const bool utf8 = text::is_valid_utf8(bytes);
  const bool sure =
      declaration == nullptr || !is_multibyte(declaration->converter) || proves_utf8(bytes);
  if (utf8 && sure) return take_utf8(bytes, declaration, warnings, decoded);
  if (decode_declared(bytes, declared, utf8, warnings, decoded)) return;
  if (utf8) return take_utf8(bytes, declaration, warnings, decoded);
  decode_undeclared(bytes, warnings, decoded);
}

}  // namespace newswatch::parse
