#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "record/json_io.h"
#include "text/times.h"

namespace newswatch::record {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// nullopt: not a text.
std::optional<std::string_view> text_of(const element& value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<std::uint64_t> read_hash(const element& value) {
  const auto text = text_of(value);
  std::uint64_t hash = 0;
  if (!text || text->size() != 16) return std::nullopt;
  const auto [end, error] = std::from_chars(text->begin(), text->end(), hash, 16);
  if (error != std::errc() || end != text->end()) return std::nullopt;
  return hash;
}

// The bytes that bytes() wrote; nullopt when a character is beyond U+00FF. The text is valid UTF-8,
// as the JSON parser checked.
std::optional<std::string> utf8_as_latin1(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i];
    } else if (lead == 0xC2 || lead == 0xC3) {
      out += static_cast<char>(((lead & 0x03) << 6) | (text[++i] & 0x3F));
    } else {
      return std::nullopt;
    }
  }
  return out;
}

// nullopt: not a whole number, or not in the range of T.
template <class T>
std::optional<T> read_number(const element& value) {
  if (value.type() == element_type::DOUBLE) return std::nullopt;
  if (std::uint64_t number = 0; value.get_uint64().get(number) == simdjson::SUCCESS) {
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())) {
      return static_cast<T>(number);
    }
  } else if (std::int64_t below = 0;
             std::is_signed_v<T> && value.get_int64().get(below) == simdjson::SUCCESS) {
    if (below >= static_cast<std::int64_t>(std::numeric_limits<T>::min())) {
      return static_cast<T>(below);
    }
  }
  return std::nullopt;
}

// A parser owns what it read last, and its memory serves the next row. So each reader that is open
// has one of its own, which goes back for the next.
using Parser = std::unique_ptr<simdjson::dom::parser>;

std::vector<Parser>& free_parsers() {
  thread_local std::vector<Parser> parsers;
  return parsers;
}

Parser take_parser() {
  std::vector<Parser>& free = free_parsers();
  if (free.empty()) return std::make_unique<simdjson::dom::parser>();
  Parser parser = std::move(free.back());
  free.pop_back();
  return parser;
}

void give_back(Parser parser) {
  constexpr std::size_t kKept = 4;
  constexpr std::size_t kLargestKept = 256UL * 1024;  // of what one row needed
  std::vector<Parser>& free = free_parsers();
  if (free.size() < kKept && parser->capacity() <= kLargestKept) free.push_back(std::move(parser));
}

// What is wrong with text that is no JSON, told by the parser that has words for it.
std::string what_is_wrong(std::string_view json) {
  if (json.find('\0') != json.npos) return "not JSON: it holds a NUL";  // it would end there
  try {
    [[maybe_unused]] const nlohmann::json parsed = nlohmann::json::parse(json.begin(), json.end());
  } catch (const nlohmann::json::exception& e) {
    return json_problem(e.what());
  }
  return "not JSON that can be read: a number that is too large, or a text too deep";
}

}  // namespace

std::string json_problem(std::string_view message) {
  // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
  // value - invalid literal; last read: 'x'". What was read last may be a stranger's bytes.
  const auto between = [&](std::string_view before, std::string_view after) {
    const std::size_t at = message.find(before);
    if (at == std::string_view::npos) return std::string_view();
    const std::string_view rest = message.substr(at + before.size());
    return rest.substr(0, rest.find(after));
  };
  const std::string_view what = between(" - ", "; ");
  const std::string_view column = between(", column ", ":");
  std::string out = "not JSON";
  if (!what.empty()) out += ": " + std::string(what);
  if (!column.empty()) out += " at column " + std::string(column);
  return out;
}

struct JsonReader::Tree {
  struct Level {
    element value;
    simdjson::dom::array::iterator next;  // of a list: the element that is entered next
  };
  Parser parser = take_parser();
  std::vector<Level> open;
  std::string error;  // the first

  Tree() = default;
  ~Tree() { give_back(std::move(parser)); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  // nullopt: missing or null.
  std::optional<element> find(std::string_view key) const {
    if (open.empty()) return std::nullopt;
    element found;
    if (open.back().value.at_key(key).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found.is_null() ? std::nullopt : std::optional(found);
  }
  // nullopt: missing, null, or no list, which is an error.
  std::optional<simdjson::dom::array> find_list(std::string_view key, std::string_view expected) {
    const auto found = find(key);
    if (!found) return std::nullopt;
    simdjson::dom::array list;
    if (found->get_array().get(list) == simdjson::SUCCESS) return list;
    fail(key, expected);
    return std::nullopt;
  }

  void fail(std::string_view key, std::string_view expected) {
    if (error.empty()) error = fmt::format("{}: not {}", key, expected);
  }

  template <class T>
  void take(std::string_view key, T& out, const std::optional<T>& value, std::string_view name) {
    if (value) {
      out = *value;
    } else {
      fail(key, name);
    }
  }
};

JsonReader::JsonReader(std::string_view json) : tree_(std::make_unique<Tree>()) {
  element root;
  if (tree_->parser->parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    tree_->error = what_is_wrong(json);
  } else if (root.is_object()) {
    tree_->open.push_back({root, {}});
  } else {
    tree_->error = "not a JSON object";
  }
}
JsonReader::~JsonReader() = default;

void JsonReader::field(std::string_view key, std::string& value) {
  const auto found = tree_->find(key);
  if (!found) return;
  if (const auto text = text_of(*found)) {
    value = *text;
  } else {
    tree_->fail(key, "a text");
  }
}

void JsonReader::field(std::string_view key, bool& value) {
  const auto found = tree_->find(key);
  if (found && found->get_bool().get(value) != simdjson::SUCCESS) {
    tree_->fail(key, "true or false");
  }
}

void JsonReader::field(std::string_view key, int& value) {
  if (const auto found = tree_->find(key)) {
    tree_->take(key, value, read_number<int>(*found), "a whole number of 32 bits");
  }
}

void JsonReader::field(std::string_view key, std::int64_t& value) {
  if (const auto found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::int64_t>(*found), "a whole number of 64 bits");
  }
}

void JsonReader::field(std::string_view key, std::uint32_t& value) {
  if (const auto found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::uint32_t>(*found), "a whole number of 32 bits");
  }
}

void JsonReader::field(std::string_view key, std::uint64_t& value) {
  if (const auto found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::uint64_t>(*found), "a whole number of 64 bits");
  }
}

void JsonReader::field(std::string_view key, double& value) {
  const auto found = tree_->find(key);
  if (found && found->get_double().get(value) != simdjson::SUCCESS) tree_->fail(key, "a number");
}

void JsonReader::field(std::string_view key, model::Time& value) {
  std::optional<model::Time> time;
  field(key, time);
  if (time) value = *time;
}

void JsonReader::field(std::string_view key, model::Duration& value) {
  std::int64_t milliseconds = value.count();
  field(key, milliseconds);
  value = model::Duration(milliseconds);
}

void JsonReader::field(std::string_view key, std::optional<model::Time>& value) {
  const auto found = tree_->find(key);
  if (!found) return;
  const auto text = text_of(*found);
  const auto time = text ? text::parse_rfc3339(*text) : std::nullopt;
  if (time) {
    value = time;
  } else {
    tree_->fail(key, "a time of RFC 3339");
  }
}

void JsonReader::field(std::string_view key, std::vector<std::string>& value) {
  constexpr std::string_view kExpected = "a list of texts";
  const auto list = tree_->find_list(key, kExpected);
  if (!list) return;
  value.clear();
  for (const element& one : *list) {
    const auto text = text_of(one);
    if (!text) return tree_->fail(key, kExpected);
    value.emplace_back(*text);
  }
}

void JsonReader::field(std::string_view key, std::vector<std::uint64_t>& value) {
  constexpr std::string_view kExpected = "a list of whole numbers";
  const auto list = tree_->find_list(key, kExpected);
  if (!list) return;
  value.clear();
  for (const element& one : *list) {
    const auto number = read_number<std::uint64_t>(one);
    if (!number) return tree_->fail(key, kExpected);
    value.push_back(*number);
  }
}

void JsonReader::hash(std::string_view key, std::uint64_t& value) {
  if (const auto found = tree_->find(key)) {
    tree_->take(key, value, read_hash(*found), "16 hex digits");
  }
}

void JsonReader::hashes(std::string_view key, std::vector<std::uint64_t>& values) {
  constexpr std::string_view kExpected = "a list of 16 hex digits each";
  const auto list = tree_->find_list(key, kExpected);
  if (!list) return;
  values.clear();
  for (const element& one : *list) {
    const auto hash = read_hash(one);
    if (!hash) return tree_->fail(key, kExpected);
    values.push_back(*hash);
  }
}

void JsonReader::bytes(std::string_view key, std::string& value) {
  std::string text;
  field(key, text);
  tree_->take(key, value, utf8_as_latin1(text), "bytes written as Latin-1");
}

model::Result<void> JsonReader::done(std::string_view what) const {
  if (tree_->error.empty()) return {};
  return model::fail(model::ErrorKind::kCorrupt, fmt::format("{}: {}", what, tree_->error));
}

bool JsonReader::enter(std::string_view key) {
  const auto found = tree_->find(key);
  if (!found) return false;
  if (!found->is_object()) {
    tree_->fail(key, "an object");
    return false;
  }
  tree_->open.push_back({*found, {}});
  return true;
}

// Always opens one level, an empty list when there is none.
std::size_t JsonReader::enter_list(std::string_view key) {
  const auto list = tree_->find_list(key, "a list");
  if (!list) {
    tree_->open.push_back({});
    return 0;
  }
  tree_->open.push_back({{}, list->begin()});
  return static_cast<std::size_t>(std::distance(list->begin(), list->end()));
}

// To be called for each index in turn.
bool JsonReader::enter_element(std::size_t index) {
  const element one = *tree_->open.back().next;
  ++tree_->open.back().next;
  if (!one.is_object()) {
    tree_->fail(fmt::format("element {}", index), "an object");
    return false;
  }
  tree_->open.push_back({one, {}});
  return true;
}

void JsonReader::leave() { tree_->open.pop_back(); }
void JsonReader::leave_list() { tree_->open.pop_back(); }

}  // namespace newswatch::record
