#include "record/log_line.h"

#include <fmt/format.h>

#include <cmath>

#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::record {
namespace {

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" =\"\\") != std::string_view::npos ||
         text::printable(value) != value;
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
  // JSON has no infinity and no NaN: they are written as text.
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
  JsonWriter io;
  io.field("event", line.what);
  for (const LogLine::Field& field : line.fields) {
    if (field.is_text) {
      io.field(field.name, field.value);
    } else {
      io.literal(field.name, field.value);
    }
  }
  return io.text();
}

}  // namespace newswatch::record
