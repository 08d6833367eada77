// A TOML document as plain values, each with its place in the file. Internal to config/;
// document.cpp alone includes toml++.
//
// parse_document() takes any bytes, never throws, and needs bounded stack: documents of more than
// 100 nested values, or of more than 100 dots in the keys of one line, are refused. So are control
// characters, bytes that are not UTF-8, and line ends that are none in TOML: toml++ may abort on
// them. It stops at the first error of syntax, so there is one Problem at most. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "config/problem.h"
#include "model/clock.h"

namespace newswatch::config {

struct Node;
struct Entry;
using Array = std::vector<Node>;
using Table = std::vector<Entry>;  // in the order of the document

struct Day {  // a local date
  model::Time midnight;
};
struct Instant {  // a date-time; UTC where it names no offset
  model::Time time;
};
struct TimeOfDay {};  // a local time: no setting takes one

struct Node {
  Position at;
  std::variant<std::string, std::int64_t, double, bool, Day, Instant, TimeOfDay, Array, Table>
      value;
};

struct Entry {
  std::string key;
  Position at;  // of the key
  Node node;
};

// The root's table. `file` stands in the problem.
tl::expected<Node, Problem> parse_document(std::string_view toml, std::string_view file);

// "a string", "a list", ... for messages.
std::string_view type_name(const Node& node);

}  // namespace newswatch::config
