#include "parse/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>

#include "parse/transcode.h"
#include "parse/warnings.h"
#include "text/escape.h"
#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kPrologBytes = 512;

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

// The value of key=value in a header or prolog, quotes off; empty: none.
std::string parameter(std::string_view text, std::string_view key) {
  const std::string lower = lower_ascii(text);
  const std::size_t at = lower.find(key);
  if (at == std::string::npos) return {};
  std::size_t from = lower.find_first_not_of(" \t\r\n", at + key.size());
  if (from == std::string::npos || lower[from] != '=') return {};
  from = lower.find_first_not_of(" \t\r\n\"'", from + 1);
  if (from == std::string::npos) return {};
  const std::size_t to = std::min(lower.find_first_of(" \t\r\n\"';?>,", from), lower.size());
  return lower.substr(from, to - from);
}

std::string prolog_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kPrologBytes);
  const std::size_t start = head.find("<?xml");
  if (start == std::string_view::npos) return {};
  const std::size_t end = std::min(head.find("?>", start), head.size());
  return parameter(head.substr(start, end - start), "encoding");
}

// The name under which ICU reads what this label means on the web; empty: no such encoding, or one
// (UTF-16, UTF-7) that a document without its own marks cannot be in.
std::string converter_name(const std::string& label) {
  if (label.empty() || label.starts_with("utf-16") || label.starts_with("utf-32") ||
      label.starts_with("utf-7") || label.starts_with("ucs-") || label.starts_with("iso-10646")) {
    return {};
  }
  if (label == "utf8" || label == "utf-8" || label == "unicode-1-1-utf-8") return "utf-8";
  if (label == "iso-8859-1" || label == "latin1" || label == "latin-1" || label == "us-ascii" ||
      label == "ascii" || label == "iso8859-1" || label == "cp1252" || label == "windows-1252") {
    return "windows-1252";
  }
  if (label == "gb2312" || label == "gbk" || label == "x-gbk") return "gb18030";
  if (label == "shift_jis" || label == "shift-jis" || label == "sjis" || label == "x-sjis") {
    return "windows-31j";
  }
  if (label == "euc-kr" || label.starts_with("ks_c_5601")) return "windows-949";
  if (label == "iso-8859-9") return "windows-1254";
  if (label == "tis-620") return "windows-874";
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(label.c_str(), &status);
  if (U_FAILURE(status)) return {};
  ucnv_close(converter);
  return label;
}

// Encodings in which one character is several bytes: there, bytes that happen to be UTF-8 too are
// no proof of UTF-8.
bool is_multibyte(const std::string& converter) {
  return converter == "gb18030" || converter == "windows-31j" || converter == "windows-949" ||
         converter.starts_with("euc-") || converter.starts_with("big5") ||
         converter.starts_with("iso-2022-") || converter == "hz-gb-2312";
}

// UTF-8 with a minority of bytes that are not: those are read as windows-1252.
struct Mixed {
  std::string text;
  std::size_t good = 0, bad = 0;  // sequences of several bytes; bytes outside any
};

std::size_t sequence_length(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || bytes.size() < length || !text::is_valid_utf8(bytes.substr(0, length))) {
    return 0;
  }
  return length;
}

Mixed read_mixed(std::string_view bytes) {
  Mixed mixed;
  mixed.text.reserve(bytes.size() + bytes.size() / 8);
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte < 0x80) {
      mixed.text += bytes[i++];
      continue;
    }
    const std::size_t length = sequence_length(bytes.substr(i));
    if (length > 0) {
      mixed.text += bytes.substr(i, length);
      ++mixed.good;
    } else {
      text::append_utf8(mixed.text, text::without_c1(byte));
      ++mixed.bad;
    }
    i += std::max<std::size_t>(length, 1);
  }
  return mixed;
}

// A byte order mark's encoding, or what the first four bytes look like (XML 1.0 appendix F).
struct Shape {
  const char* converter = nullptr;
  std::size_t mark = 0;
};

Shape shape_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto starts = [&](std::string_view prefix) { return bytes.starts_with(prefix); };
  if (starts("\xEF\xBB\xBF"sv)) return {"utf-8", 3};
  if (starts("\xFF\xFE\0\0"sv)) return {"utf-32le", 4};
  if (starts("\0\0\xFE\xFF"sv)) return {"utf-32be", 4};
  if (starts("\xFF\xFE"sv)) return {"utf-16le", 2};
  if (starts("\xFE\xFF"sv)) return {"utf-16be", 2};
  if (starts("<\0\0\0"sv)) return {"utf-32le", 0};
  if (starts("\0\0\0<"sv)) return {"utf-32be", 0};
  if (starts("<\0"sv) || starts("{\0"sv)) return {"utf-16le", 0};
  if (starts("\0<"sv) || starts("\0{"sv)) return {"utf-16be", 0};
  return {};
}

void decode_undeclared(std::string_view bytes, Warnings& warnings, Decoded& decoded) {
  Mixed mixed = read_mixed(bytes);
  decoded.encoding = mixed.good >= mixed.bad ? "utf-8" : "windows-1252";
  if (decoded.encoding == "utf-8") {
    warnings.add("some bytes are not UTF-8; read as windows-1252");
    decoded.storage = std::move(mixed.text);
  } else {
    warnings.add("the bytes are not UTF-8; the document is read as windows-1252");
    decoded.storage.clear();
    for (const char c : bytes) {
      text::append_utf8(decoded.storage, text::without_c1(static_cast<unsigned char>(c)));
    }
  }
  decoded.text = decoded.storage;
}

// `label`: how the document names it; `converter`: how ICU does.
void decode_with(std::string_view bytes, const std::string& converter, const std::string& label,
                 Warnings& warnings, Decoded& decoded) {
  std::size_t bad = 0;
  auto text = transcode(bytes, converter, bad);
  if (!text) return decode_undeclared(bytes, warnings, decoded);
  if (bad > 0) warnings.add("some characters could not be read as " + converter);
  decoded.storage = std::move(*text);
  decoded.text = decoded.storage;
  decoded.encoding = converter == "windows-1252" ? converter : label;
}

}  // namespace

void decode(std::string_view bytes, std::string_view content_type, Warnings& warnings,
            Decoded& decoded) {
  const Shape shape = shape_of(bytes);
  if (shape.converter != nullptr && shape.converter != std::string_view("utf-8")) {
    return decode_with(bytes.substr(shape.mark), shape.converter, shape.converter, warnings,
                       decoded);
  }
  bytes.remove_prefix(shape.mark);

  // The first declaration that names an encoding we know.
  std::string label = parameter(content_type, "charset");
  if (shape.mark > 0) label = "utf-8";
  if (converter_name(label).empty()) label = prolog_encoding(bytes);
  std::string converter = converter_name(label);

  if (!is_multibyte(converter) && text::is_valid_utf8(bytes)) {
    const bool ascii = std::none_of(bytes.begin(), bytes.end(), [](char c) { return c < 0; });
    decoded.text = bytes;
    decoded.encoding = ascii && !converter.empty() ? label : "utf-8";
    if (!ascii && !converter.empty() && converter != "utf-8") {
      warnings.add("declared as " + label + ", but the bytes are UTF-8");
    }
    return;
  }
  if (converter == "utf-8") {  // a lie; perhaps the other declaration is true
    label = prolog_encoding(bytes);
    converter = converter_name(label);
    if (converter == "utf-8") converter.clear();
  }
  if (converter.empty()) return decode_undeclared(bytes, warnings, decoded);
  decode_with(bytes, converter, label, warnings, decoded);
}

}  // namespace newswatch::parse
