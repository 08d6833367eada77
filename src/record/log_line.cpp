#include "record/log_line.h"

#include <fmt/format.h>

#include <cmath>

#include "text/escape.h"

namespace newswatch::record {
namespace {

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" =\"\\") != std::string_view::npos ||
         text::printable(value) != value;
}

// A JSON string (RFC 8259 section 7). What printable() would escape becomes \u too: the line may
// be shown on a terminal as it is.
void append_json_string(std::string_view raw, std::string& out) {
  const std::string value = text::valid_utf8(raw);
  out += '"';
  for (std::size_t i = 0; i < value.size();) {
    const auto lead = static_cast<unsigned char>(value[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const std::string_view character = std::string_view(value).substr(i, length);
    i += length;
    const bool plain =
        (lead >= 0x20 && lead < 0x7f) || length == 4 || text::printable(character) == character;
    if (character == "\"" || character == "\\") {
      out += '\\';
      out += character;
    } else if (plain) {
      out += character;
    } else {
      unsigned code = length == 1 ? lead : length == 2 ? lead & 0x1fu : lead & 0x0fu;
      for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned>(c) & 0x3f);
      out += fmt::format("\\u{:04x}", code);
    }
  }
  out += '"';
}

}  // namespace

LogLine& LogLine::field(std::string_view name, std::string_view value) {
  fields.push_back({std::string(name), std::string(value), true});
  return *this;
}

LogLine& LogLine::field(std::string_view name, bool value) {
  fields.push_back({std::string(name), value ? "true" : "false", false});
  return *this;
}

LogLine& LogLine::field(std::string_view name, double value) {
  // JSON has no word for infinity and NaN: they go as text.
  fields.push_back({std::string(name), fmt::format("{}", value), !std::isfinite(value)});
  return *this;
}

std::string logfmt(const LogLine& line) {
  std::string out = line.what;
  for (const LogLine::Field& field : line.fields) {
    if (!out.empty()) out += ' ';
    out += field.name;
    out += '=';
    out += needs_quotes(field.value) ? text::quoted(field.value) : field.value;
  }
  return out;
}

std::string json(const LogLine& line) {
  std::string out = "{\"event\":";
  append_json_string(line.what, out);
  for (const LogLine::Field& field : line.fields) {
    out += ',';
    append_json_string(field.name, out);
    out += ':';
    if (field.is_text) {
      append_json_string(field.value, out);
    } else {
      out += field.value;
    }
  }
  out += '}';
  return out;
}

}  // namespace newswatch::record
