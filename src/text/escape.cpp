#include "text/escape.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace newswatch::text {
namespace {

// Reads the code point at i and moves i past it. Negative: the bytes there are ill-formed.
UChar32 next(std::string_view bytes, std::int32_t& i) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(bytes.data());
  UChar32 c = 0;
  U8_NEXT(s, i, static_cast<std::int32_t>(bytes.size()), c);
  return c;
}

struct Range {
  UChar32 first, last;
};

// What nobody sees. Bidirectional controls reorder what a reader sees (Trojan Source,
// CVE-2021-42574); tags and selectors can hide a whole text in another.
constexpr Range kInvisible[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},  {0x061c, 0x061c},
    {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},  {0x2028, 0x202e},
    {0x2060, 0x206f}, {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

bool is_invisible(UChar32 c) {
  if (c >= 0x20 && c < 0x7f) return false;
  return std::any_of(std::begin(kInvisible), std::end(kInvisible),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// Signs that change how the visible character before them looks: joiners in Persian, in the scripts
// of India and in emoji, and the selectors of emoji.
bool is_joiner(UChar32 c) { return c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f); }

// Tells which characters of a text are to be escaped, one after the other.
class Invisible {
 public:
  explicit Invisible(bool keep_marks = false) : keep_marks_(keep_marks) {}

  bool needs_escape(UChar32 c) {
    if (keep_marks_ && (c == 0x200e || c == 0x200f || c == 0x061c)) return false;
    const bool hidden = is_invisible(c);
    const bool may_be_joined =
        before_ >= 0xa0 || (before_ >= '0' && before_ <= '9') || before_ == '#' || before_ == '*';
    const bool escape = hidden && !(is_joiner(c) && may_be_joined);
    // A selector and a joiner may both follow an emoji, but no more than these.
    const bool selector = c >= 0xfe00 && c <= 0xfe0f;
    before_ = selector && !escape && !selected_ ? before_ : hidden ? 0 : c;
    selected_ = selector && !escape;
    return escape;
  }

 private:
  bool keep_marks_;     // those of direction
  UChar32 before_ = 0;  // the visible character that a joiner would belong to; 0: none
  bool selected_ = false;
};

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
      out += c < 0x100     ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
             : c < 0x10000 ? fmt::format("\\u{:04x}", static_cast<unsigned>(c))
                           : fmt::format("\\U{:08x}", static_cast<unsigned>(c));
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

namespace {

bool runs_from_right(std::string_view text) {
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const UChar32 c = next(text, i);
    if (c < 0x590 || c == 0x200f || c == 0x061c) continue;
    const UCharDirection direction = u_charDirection(c);
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

std::string printable(std::string_view text, Invisible invisible) {
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
    } else if (invisible.needs_escape(c)) {
      append_escaped(c, out);
    } else {
      out += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) {
  if (plain_ascii(text)) return std::string(text);
  return printable(text, Invisible());
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  Invisible invisible(runs_from_right(text));
  bool blank = false;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const std::int32_t start = i;
    const UChar32 c = next(text, i);
    if (c >= 0 && invisible.needs_escape(c)) {
      blank = blank || c < 0xa0 || c == 0x2028 || c == 0x2029;
      continue;
    }
    if (c == ' ') {
      blank = true;
      continue;
    }
    if (std::exchange(blank, false) && !out.empty()) out += ' ';
    if (c < 0) {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return out;
}

std::string printable_in_file(std::string_view text) {
  if (plain_ascii(text)) return std::string(text);
  return printable(text, Invisible(runs_from_right(text)));
}

std::string printable_json(std::string json) {
  if (plain_ascii(json)) return json;
  std::string out;
  out.reserve(json.size() + 16);
  Invisible invisible;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(json.size());) {
    const std::int32_t start = i;
    const UChar32 c = next(json, i);
    if (c >= 0 && invisible.needs_escape(c)) {
      if (c >= 0x10000) out += fmt::format("\\u{:04x}", static_cast<unsigned>(U16_LEAD(c)));
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c < 0x10000 ? c : U16_TRAIL(c)));
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
