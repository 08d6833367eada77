#include "unit/parse/news_text.h"

#include <unicode/utf8.h>

#include <vector>

namespace newswatch::parse {
namespace {

using rc::gen::element;
using rc::gen::inRange;

rc::Gen<std::string> word() {
  return rc::gen::elementOf(std::vector<std::string>{"Polls",
                                                     "open",
                                                     "in",
                                                     "Delhi",
                                                     "AT&T",
                                                     "5 < 6 > 4",
                                                     "\"No\"",
                                                     "it's",
                                                     "caf\u00E9",
                                                     "Z\u00FCrich",
                                                     "\u0391\u03B8\u03AE\u03BD\u03B1",
                                                     "\u041C\u043E\u0441\u043A\u0432\u0430",
                                                     "\u6771\u4EAC",
                                                     "\u5317\u4EAC",
                                                     "\uC11C\uC6B8",
                                                     "\u05E9\u05DC\u05D5\u05DD",
                                                     "\u0627\u0644\u0639\u0631\u0628",
                                                     "\u0926\u093F\u0932\u094D\u0932\u0940",
                                                     "e\u0301",
                                                     "\u20B9500",
                                                     "\u201Cyes\u201D",
                                                     "\u2014",
                                                     "\U0001F1EE\U0001F1F3",
                                                     "\U0001F468\u200D\U0001F469\u200D\U0001F467",
                                                     "\u202Eabc\u202C",
                                                     "\uFEFF",

                                                     "1,000",
                                                     "50%"});
}

rc::Gen<std::string> markup() {
  return rc::gen::elementOf(std::vector<std::string>{
      "<b>",      "</title>", "&amp;", "&lt;",  "&#39;",    "&#x3C;",     "&eacute;",
      "&nosuch;", "&",        "<",     ">",     "]]>",      "a<![CDATA[", "<!--",
      "-->",      "<?php",    "?>",    "&copy", "<script>", "&#0;",       "<br/>",
      "'",        "\"",       "=",     "{",     "\\",       "\\u0041"});
}

rc::Gen<std::string> blank() {
  return rc::gen::elementOf(
      std::vector<std::string>{" ", "  ", "\n", "\t", " \n ", "\u00A0", "\n\n"});
}

rc::Gen<std::string> character() {
  return rc::gen::map(any_character(), [](char32_t code) { return utf8(code); });
}

rc::Gen<std::string> joined(const rc::Gen<std::string>& piece) {
  return rc::gen::map(rc::gen::resize(12, rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& one : pieces) text += one;
                        return text;
                      });
}

bool is_blank(char32_t code) { return code <= ' ' || code == 0x7F || code == 0xA0; }

}  // namespace

rc::Gen<char32_t> any_character() {
  const auto range = [](std::uint32_t from, std::uint32_t to) {
    return rc::gen::map(inRange(from, to), [](std::uint32_t code) {
      const bool none =
          (code >= 0xD800 && code < 0xE000) || (code & 0xFFFE) == 0xFFFE || code == 0xFFFD;
      return static_cast<char32_t>(none ? '?' : code);
    });
  };
  return rc::gen::weightedOneOf<char32_t>({{4, range(0x20, 0x7F)},
                                           {3, range(0xA0, 0x180)},
                                           {2, range(0x370, 0x700)},
                                           {2, range(0x3041, 0x30FF)},
                                           {2, range(0x4E00, 0x9FA6)},
                                           {1, range(0xAC00, 0xD7A4)},
                                           {2, range(0x700, 0x10000)},
                                           {2, range(0x10000, 0x110000)}});
}

rc::Gen<std::string> any_text() {
  return joined(rc::gen::weightedOneOf<std::string>(
      {{6, word()}, {4, blank()}, {2, markup()}, {3, character()}}));
}

rc::Gen<std::string> any_line(std::string_view without) {
  const std::string unwanted(without);
  const auto kept = [unwanted](const std::string& text) {
    std::string line;
    for (const char32_t code : code_points(collapsed(text))) {
      const bool drop = code < 0x80 && unwanted.find(static_cast<char>(code)) != std::string::npos;
      if (!drop) line += utf8(code);
    }
    line = collapsed(line);
    return line.empty() ? std::string("news") : line;
  };
  return rc::gen::map(any_text(), kept);
}

std::string collapsed(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char32_t code : code_points(text)) {
    if (is_blank(code)) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += utf8(code);
  }
  return out;
}

std::u32string code_points(std::string_view utf8_text) {
  std::u32string codes;
  const auto size = static_cast<std::int32_t>(utf8_text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(utf8_text.data()), i, size, code);
    codes += static_cast<char32_t>(code);
  }
  return codes;
}

std::string utf8(char32_t code) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(code));
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

}  // namespace newswatch::parse
