#include "text/escape.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace newswatch::text {
namespace {

// Reads the code point at i and moves i past it. Negative: the bytes there are ill-formed.
UChar32 next(std::string_view bytes, std::int32_t& i) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(bytes.data());
  UChar32 c = 0;
  U8_NEXT(s, i, static_cast<std::int32_t>(bytes.size()), c);
  return c;
}

bool needs_escape(UChar32 c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;
  if (c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0x061c) return true;
  // Bidirectional controls reorder what a reader sees (Trojan Source, CVE-2021-42574).
  return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

void append_escaped(UChar32 c, std::string& out) {
  switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\r':
      out += "\\r";
      break;
    default:
      out += c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                       : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

bool plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return false;
  }
  return true;
}

}  // namespace

std::string valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size() + 16);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(bytes.size());) {
    const std::int32_t start = i;
    if (next(bytes, i) < 0) {
      out += "\xef\xbf\xbd";
    } else {
      out += bytes.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string printable(std::string_view text) {
  if (plain_ascii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + 16);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const std::int32_t start = i;
    const UChar32 c = next(text, i);
    if (c < 0) {
      for (std::int32_t at = start; at < i; ++at) {
        out += fmt::format("\\x{:02x}",
                           static_cast<unsigned char>(text[static_cast<std::size_t>(at)]));
      }
    } else if (needs_escape(c)) {
      append_escaped(c, out);
    } else {
      out += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string printable_json(std::string json) {
  if (plain_ascii(json)) return json;
  std::string out;
  out.reserve(json.size() + 16);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(json.size());) {
    const std::int32_t start = i;
    const UChar32 c = next(json, i);
    if (c >= 0 && needs_escape(c)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.append(json, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default: {
        const std::string_view rest = text.substr(i, 3);
        if (rest == "\xef\xbf\xbe" || rest == "\xef\xbf\xbf") {
          out += "\xef\xbf\xbd";
          i += 2;
        } else {
          out += text[i];
        }
      }
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  // printable() leaves " and \ alone, so they can be escaped before it adds escapes of its own.
  std::string inner;
  inner.reserve(text.size() + 2);
  for (const char c : text) {
    if (c == '"' || c == '\\') inner += '\\';
    inner += c;
  }
  return '"' + printable(inner) + '"';
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  constexpr std::string_view kEllipsis = "…";
  if (max_bytes < kEllipsis.size()) return std::string();
  auto cut = static_cast<std::int32_t>(max_bytes - kEllipsis.size());
  U8_SET_CP_START(reinterpret_cast<const std::uint8_t*>(text.data()), 0, cut);
  return std::string(text.substr(0, static_cast<std::size_t>(cut))) + std::string(kEllipsis);
}

std::size_t columns(std::string_view text) {
  std::size_t width = 0;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const UChar32 c = next(text, i);
    if (c < 0) {
      ++width;
      continue;
    }
    const auto category = U_MASK(u_charType(c));
    if ((category & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0) continue;
    const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
  }
  return width;
}

}  // namespace newswatch::text
