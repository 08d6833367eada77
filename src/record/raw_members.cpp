#include "record/raw_members.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "record/json_io.h"
#include "text/times.h"

namespace newswatch::record {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// Behind the string whose opening quote is at `at`.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (std::size_t quote = json.find('"', at + 1); quote != kNowhere;
       quote = json.find('"', quote + 1)) {
    std::size_t before = quote;
    while (json[before - 1] == '\\') --before;
    if ((quote - before) % 2 == 0) return quote + 1;
  }
  return kNowhere;
}

// Behind the list or object that begins at `at`.
std::size_t end_of_group(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_string(json, at);
      continue;
    }
    ++at;
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth == 0) return at;
  }
  return kNowhere;
}

std::size_t end_of_value(std::string_view json, std::size_t at) {
  if (at >= json.size()) return kNowhere;
  if (json[at] == '"') return end_of_string(json, at);
  if (json[at] == '[' || json[at] == '{') return end_of_group(json, at);
  return json.find_first_of(",}", at);
}

void append_utf8(std::uint32_t c, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80u | ((c >> shift) & 0x3Fu));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0u | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0u | (c >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0u | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// The number of the four hex digits at `at`.
std::uint32_t hex_at(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  if (at < text.size()) {
    const std::string_view digits = text.substr(at, 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  }
  return value;
}

// Appends what the escape at `at` stands for, and returns the place behind it. RFC 8259 section 7.
std::size_t append_unescaped(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::string_view kNames = "bfnrt", kRaw = "\b\f\n\r\t";
  constexpr std::size_t kUnit = 6;  // \uXXXX
  const char name = at + 1 < text.size() ? text[at + 1] : '\\';
  if (name != 'u') {
    const std::size_t known = kNames.find(name);
    out += known == kNowhere ? name : kRaw[known];
    return at + 2;
  }
  std::uint32_t c = hex_at(text, at + 2);
  at += kUnit;
  const bool high = c >= 0xD800 && c < 0xDC00;
  if (high && text.substr(std::min(at, text.size())).starts_with("\\u")) {
    c = 0x10000 + ((c - 0xD800) << 10) + (hex_at(text, at + 2) - 0xDC00);
    at += kUnit;
  }
  append_utf8(c, out);
  return at;
}

}  // namespace

bool find_raw_members(std::string_view row, std::span<const std::string_view> names,
                      std::span<std::string_view> values) {
  std::size_t left = names.size();
  std::size_t at = 0;
  if (!row.starts_with('{')) return false;
  while (left > 0) {
    if (row.substr(at) == "}" || row == "{}") return true;
    const std::size_t name = at + 2;  // behind { or , and the quote
    if (name > row.size() || row[name - 1] != '"') return false;
    const std::size_t name_end = end_of_string(row, name - 1);
    if (name_end == kNowhere || row.substr(name_end, 1) != ":") return false;
    const std::size_t value = name_end + 1;
    at = end_of_value(row, value);
    if (at == kNowhere || at >= row.size() || (row[at] != ',' && row[at] != '}')) return false;
    const std::string_view found = row.substr(name, name_end - 1 - name);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != found) continue;
      values[i] = row.substr(value, at - value);
      --left;
    }
  }
  return true;
}

std::string raw_text(std::string_view string) {
  if (string.size() < 2 || string.front() != '"') return {};
  const std::string_view text = string.substr(1, string.size() - 2);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t escape = std::min(text.find('\\', at), text.size());
    out += text.substr(at, escape - at);
    at = escape < text.size() ? append_unescaped(text, escape, out) : escape;
  }
  return out;
}

std::optional<model::Time> raw_time(std::string_view string) {
  if (string.size() < 2 || string.front() != '"') return std::nullopt;
  return text::parse_rfc3339(string.substr(1, string.size() - 2));
}

std::string as_raw(std::string_view text) {
  JsonWriter io;
  io.field("", text);
  const std::string object = io.text();  // {"":"..."}
  return object.substr(4, object.size() - 5);
}

bool raw_list_has(std::string_view list, std::string_view raw_string) {
  for (std::size_t at = 1; at < list.size() && list[at] == '"';) {
    const std::size_t end = end_of_string(list, at);
    if (end == kNowhere) return false;
    if (list.substr(at, end - at) == raw_string) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace newswatch::record
