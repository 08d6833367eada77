#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "record/json_io.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::record {
namespace {

// RFC 3339 has four digits for the year; a feed may claim any year.
std::string time_text(model::Time time) {
  using std::chrono::sys_days, std::chrono::year;
  constexpr model::Time kFirst = sys_days(year(0) / 1 / 1);
  constexpr model::Time kLast = sys_days(year(10000) / 1 / 1) - model::Duration(1);
  return text::rfc3339(std::clamp(time, kFirst, kLast));
}

std::string latin1_as_utf8(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

// The shortest digits that read back as the same number. A whole number gets ".0": readers that
// tell the two apart take it for a real number.
std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";  // RFC 8259 section 6: not allowed
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// `c` needs it.
void append_escaped(char c, std::string& out) {
  constexpr std::string_view kRaw = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
  if (const std::size_t at = kRaw.find(c); at != std::string_view::npos) {
    out += '\\';
    out += kNames[at];
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
}

}  // namespace

void JsonWriter::field(std::string_view key, std::string_view value) {
  name(key);
  string(value);
}

void JsonWriter::field(std::string_view key, bool value) { literal(key, value ? "true" : "false"); }
void JsonWriter::field(std::string_view key, int value) { literal(key, std::to_string(value)); }
void JsonWriter::field(std::string_view key, std::int64_t value) {
  literal(key, std::to_string(value));
}
void JsonWriter::field(std::string_view key, std::uint32_t value) {
  literal(key, std::to_string(value));
}
void JsonWriter::field(std::string_view key, std::uint64_t value) {
  literal(key, std::to_string(value));
}
void JsonWriter::field(std::string_view key, double value) { literal(key, number_text(value)); }
void JsonWriter::field(std::string_view key, model::Time value) { field(key, time_text(value)); }
void JsonWriter::field(std::string_view key, model::Duration value) {
  literal(key, std::to_string(value.count()));
}

void JsonWriter::field(std::string_view key, std::optional<model::Time> value) {
  if (value) {
    field(key, *value);
  } else {
    literal(key, "null");
  }
}

void JsonWriter::field(std::string_view key, const std::vector<std::string>& value) {
  enter(key, '[');
  for (const std::string& element : value) {
    separate();
    string(element);
  }
  leave(']');
}

void JsonWriter::field(std::string_view key, const std::vector<std::uint64_t>& value) {
  enter(key, '[');
  for (const std::uint64_t element : value) {
    separate();
    out_ += std::to_string(element);
  }
  leave(']');
}

void JsonWriter::hash(std::string_view key, std::uint64_t value) {
  field(key, fmt::format("{:016x}", value));
}

void JsonWriter::hashes(std::string_view key, const std::vector<std::uint64_t>& values) {
  enter(key, '[');
  for (const std::uint64_t value : values) {
    separate();
    string(fmt::format("{:016x}", value));
  }
  leave(']');
}

void JsonWriter::bytes(std::string_view key, const std::string& value) {
  field(key, latin1_as_utf8(value));
}

void JsonWriter::literal(std::string_view key, std::string_view value) {
  name(key);
  out_ += value;
}

std::string JsonWriter::text() const { return text::printable_json(out_ + '}'); }

// The text ends in an opening bracket only where its object or list is still empty.
void JsonWriter::separate() {
  if (out_.back() != '{' && out_.back() != '[') out_ += ',';
}

void JsonWriter::name(std::string_view key) {
  separate();
  string(key);
  out_ += ':';
}

void JsonWriter::string(std::string_view value) {
  if (!text::is_valid_utf8(value)) return string(text::valid_utf8(value));
  out_ += '"';
  for (auto rest = value.begin();;) {
    const auto end = std::find_if(rest, value.end(), needs_escape);
    out_.append(rest, end);
    if (end == value.end()) break;
    append_escaped(*end, out_);
    rest = end + 1;
  }
  out_ += '"';
}

void JsonWriter::enter(std::string_view key, char bracket) {
  name(key);
  out_ += bracket;
}

void JsonWriter::enter_element() {
  separate();
  out_ += '{';
}

void JsonWriter::leave(char bracket) { out_ += bracket; }

}  // namespace newswatch::record
