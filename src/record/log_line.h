// LogLine: one fact as the log shows it, and its two renderings.
//
// `what` and the field names are constants of newswatch; values are untrusted. Both renderings are
// one line of valid UTF-8 in which control characters, bidirectional overrides and bad bytes are
// escaped. No errors. Plain value; pure; any thread.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::record {

struct LogLine {
  struct Field {
    std::string name, value;
    bool is_text = true;  // false: a number or a boolean, without quotes in JSON
  };

  std::string what;  // "event.new", "feed.error"
  std::vector<Field> fields;

  // Adds a field at the end.
  LogLine& field(std::string_view name, std::string_view value);
  LogLine& field(std::string_view name, const char* value) {
    return field(name, std::string_view(value));
  }
  LogLine& field(std::string_view name, bool value);
  LogLine& field(std::string_view name, double value);
  template <std::integral Integer>
  LogLine& field(std::string_view name, Integer value) {
    fields.push_back({std::string(name), std::to_string(value), false});
    return *this;
  }
};

// event.new id=01J topic=deepseek-r1 title="Altman: \"overstated\"" outlets=1
// A value is quoted only when it is empty or has a blank, '=', a quote or something escaped.
std::string logfmt(const LogLine& line);

// {"event":"event.new","id":"01J","outlets":1}
std::string json(const LogLine& line);

}  // namespace newswatch::record
