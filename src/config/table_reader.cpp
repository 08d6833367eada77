#include "config/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "text/escape.h"
#include "text/sizes.h"
#include "text/time_text.h"

namespace newswatch::config {
namespace {

std::string shown(std::string_view value) { return text::quoted(text::shortened(value, 80)); }

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Levenshtein's distance, swaps of neighbours counted once. Words here are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::exchange(last, row);
  }
  return last[b.size()];
}

}  // namespace

bool clean(const Node& node, std::string_view what, Problems& problems) {
  const auto& value = std::get<std::string>(node.value);
  if (std::none_of(value.begin(), value.end(),
                   [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return true;
  }
  problems.add(node.at, fmt::format("a control character in {}, {}", what, shown(value)),
               "the value in single quotes, where a backslash is a backslash");
  return false;
}

std::string_view nearest(std::string_view word, const std::vector<std::string>& words) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(word.size(), 24) / 3) + 1;
  for (const std::string& candidate : words) {
    if (word.size() > candidate.size() + 8) continue;
    if (const std::size_t d = distance(word, candidate); d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

TableReader::TableReader(const Node& node, std::string_view name, Problems& problems)
    : table_(std::get<Table>(node.value)), at_(node.at), name_(name), problems_(problems) {}

const Entry* TableReader::entry(std::string_view key) const {
  const auto found =
      std::find_if(table_.begin(), table_.end(), [&](const Entry& e) { return e.key == key; });
  return found == table_.end() ? nullptr : &*found;
}

const Node* TableReader::find(std::string_view key) {
  known_.emplace_back(key);
  const Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->node;
}

Position TableReader::at(std::string_view key) const {
  const Entry* found = entry(key);
  return found == nullptr ? at_ : found->node.at;
}

void TableReader::problem(std::string_view key, std::string what, std::string fix) {
  problems_.add(at(key), std::move(what), std::move(fix));
}

void TableReader::wrong_kind(std::string_view key, const Node& node, std::string_view example) {
  problems_.add(node.at, fmt::format("{} of {} can't be {}", key, name_, kind(node)),
                fmt::format("{} = {}", key, example));
}

bool TableReader::read(std::string_view key, std::string& out) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  const auto* value = std::get_if<std::string>(&node->value);
  if (value == nullptr) {
    wrong_kind(key, *node, "\"...\", a string in quotes");
    return false;
  }
  if (!clean(*node, key, problems_)) return false;
  out = *value;
  return true;
}

bool TableReader::need(std::string_view key, std::string& out) {
  if (entry(key) == nullptr) {
    known_.emplace_back(key);
    problems_.add(at_, fmt::format("{} without {}", name_, key), fmt::format("{} = \"...\"", key));
    return false;
  }
  std::string value;
  if (!read(key, value)) return false;
  if (value.find_first_not_of(' ') == std::string::npos) {
    problem(key, fmt::format("{} of {} is empty", key, name_), fmt::format("{} = \"...\"", key));
    return false;
  }
  out = std::move(value);
  return true;
}

bool TableReader::read_word(std::string_view key, std::string& out,
                            std::initializer_list<std::string_view> words) {
  std::string value;
  if (!read(key, value)) return false;
  if (std::find(words.begin(), words.end(), value) != words.end()) {
    out = value;
    return true;
  }
  problem(key, fmt::format("{} can't be {}", key, shown(value)),
          fmt::format("one of \"{}\"", fmt::join(words, "\", \"")));
  return false;
}

bool TableReader::read(std::string_view key, std::vector<std::string>& out) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  const auto* list = std::get_if<Array>(&node->value);
  if (list == nullptr) {
    wrong_kind(key, *node, "[\"...\"], a list of strings");
    return false;
  }
  std::vector<std::string> values;
  bool good = true;
  for (const Node& element : *list) {
    const auto* value = std::get_if<std::string>(&element.value);
    if (value == nullptr) {
      problems_.add(element.at,
                    fmt::format("{} holds {} where a string should be", key, kind(element)),
                    fmt::format("{} = [\"...\"]", key));
      good = false;
    } else if (!clean(element, key, problems_)) {
      good = false;
    } else {
      values.push_back(*value);
    }
  }
  if (good) out = std::move(values);
  return good;
}

bool TableReader::read(std::string_view key, int& out, int least, int most) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  const auto* value = std::get_if<std::int64_t>(&node->value);
  if (value == nullptr) {
    wrong_kind(key, *node, fmt::format("{}, a whole number", out));
    return false;
  }
  if (*value < least || *value > most) {
    problem(key, fmt::format("{} is {}", key, *value),
            fmt::format("a whole number from {} to {}", least, most));
    return false;
  }
  out = static_cast<int>(*value);
  return true;
}

bool TableReader::read(std::string_view key, double& out, double least, double most) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  double value = 0;
  if (const auto* number = std::get_if<double>(&node->value)) {
    value = *number;
  } else if (const auto* whole = std::get_if<std::int64_t>(&node->value)) {
    value = static_cast<double>(*whole);
  } else {
    wrong_kind(key, *node, fmt::format("{}, a number", out));
    return false;
  }
  if (!(value >= least && value <= most)) {  // NaN is neither
    problem(key, fmt::format("{} is {}", key, value),
            fmt::format("a number from {} to {}", least, most));
    return false;
  }
  out = value;
  return true;
}

bool TableReader::read(std::string_view key, model::Duration& out, DurationRange range) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  const auto* value = std::get_if<std::string>(&node->value);
  if (value == nullptr) {
    const auto* number = std::get_if<std::int64_t>(&node->value);
    wrong_kind(key, *node,
               number != nullptr && *number >= 0
                   ? fmt::format("\"{}s\" if seconds are meant", *number)
                   : fmt::format("\"{}\", a duration in quotes", text::duration(out)));
    return false;
  }
  const auto duration = text::parse_duration(*value);
  if (!duration) {
    problem(key, fmt::format("{} is no duration: {}", key, shown(*value)),
            "a number and a unit, as in \"250ms\", \"20s\", \"10m\", \"12h\", \"2d\" or \"1h30m\"");
    return false;
  }
  if (*duration < range.least || *duration > range.most) {
    problem(key, fmt::format("{} is {}", key, text::duration(*duration)),
            fmt::format("a duration from {} to {}", text::duration(range.least),
                        text::duration(range.most)));
    return false;
  }
  out = *duration;
  return true;
}

bool TableReader::read_size(std::string_view key, std::size_t& out, std::size_t most) {
  const Node* node = find(key);
  if (node == nullptr) return false;
  const auto* value = std::get_if<std::string>(&node->value);
  if (value == nullptr) {
    wrong_kind(key, *node, fmt::format("\"{}\", a size in quotes", text::byte_size(out)));
    return false;
  }
  const auto size = text::parse_size(*value);
  if (!size || *size == 0 || *size > most) {
    problem(key, fmt::format("{} can't be {}", key, shown(*value)),
            fmt::format("a size up to {}, as in \"512KiB\" or \"16MiB\"", text::byte_size(most)));
    return false;
  }
  out = *size;
  return true;
}

const Node* TableReader::table(std::string_view key, std::string_view fix) {
  const Node* node = find(key);
  if (node == nullptr) return nullptr;
  if (std::holds_alternative<Table>(node->value)) return node;
  problem(key, fmt::format("{} can't be {}", key, kind(*node)), std::string(fix));
  return nullptr;
}

const Array* TableReader::tables(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return nullptr;
  const auto* list = std::get_if<Array>(&node->value);
  const std::string fix = name_.empty() ? fmt::format("[[{}]] above each", key)
                                        : fmt::format("[[topic.{}]] above each", key);
  if (list == nullptr) {
    problem(key, fmt::format("{} can't be {}, there may be several", key, kind(*node)), fix);
    return nullptr;
  }
  bool good = true;
  for (const Node& element : *list) {
    if (std::holds_alternative<Table>(element.value)) continue;
    problems_.add(element.at, fmt::format("{} can't be {}", key, kind(element)), fix);
    good = false;
  }
  return good ? list : nullptr;
}

void TableReader::not_in_this_version(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    refused_.emplace_back(key);
    if (entry(key) == nullptr) continue;
    problems_.add(
        entry(key)->at,
        fmt::format("{} is not in this version of newswatch",
                    name_.empty() ? fmt::format("[{}]", key) : fmt::format("{} of {}", key, name_)),
        "nothing in its place");
  }
}

void TableReader::of_no_use(std::initializer_list<std::string_view> keys,
                            std::string_view because) {
  for (const std::string_view key : keys) {
    refused_.emplace_back(key);
    if (entry(key) == nullptr) continue;
    problems_.add(entry(key)->at, fmt::format("{} is of no use here: {}", key, because),
                  "nothing in its place");
  }
}

void TableReader::finish(std::span<const TableReader* const> others) {
  for (const Entry& e : table_) {
    if (contains(known_, e.key) || contains(refused_, e.key)) continue;
    const auto home = std::find_if(others.begin(), others.end(), [&](const TableReader* other) {
      return contains(other->known_, e.key);
    });
    const std::string_view near = nearest(e.key, known_);
    std::string fix;
    if (home != others.end()) {
      fix = fmt::format("it under {}", (*home)->name_);
    } else if (!near.empty()) {
      fix = near;
    } else {
      fix = fmt::format("one of {}", fmt::join(known_, ", "));
    }
    const std::string where = name_.empty() ? "" : fmt::format(" in {}", name_);
    problems_.add(e.at, fmt::format("unknown key {}{}", shown(e.key), where), std::move(fix));
  }
}

}  // namespace newswatch::config
