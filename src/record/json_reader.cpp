#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "record/json_io.h"
#include "text/times.h"

namespace newswatch::record {
namespace {

using Json = nlohmann::json;

std::optional<std::uint64_t> read_hash(const Json& value) {
  const std::string* text = value.get_ptr<const std::string*>();
  std::uint64_t hash = 0;
  if (text == nullptr || text->size() != 16) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + 16, hash, 16);
  if (error != std::errc() || end != text->data() + 16) return std::nullopt;
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
std::optional<T> read_number(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())) {
      return static_cast<T>(number);
    }
  } else if (value.is_number_integer() && std::is_signed_v<T>) {
    const auto number = value.get<std::int64_t>();
    if (number >= static_cast<std::int64_t>(std::numeric_limits<T>::min())) {
      return static_cast<T>(number);
    }
  }
  return std::nullopt;
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
  Json root;
  std::vector<const Json*> open;
  std::string error;  // the first

  // nullptr: missing or null.
  const Json* find(std::string_view key) const {
    if (open.empty()) return nullptr;
    const auto found = open.back()->find(key);
    return found == open.back()->end() || found->is_null() ? nullptr : &*found;
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
  try {
    tree_->root = Json::parse(json.begin(), json.end());
  } catch (const Json::exception& e) {
    tree_->error = json_problem(e.what());
    return;
  }
  if (tree_->root.is_object()) {
    tree_->open.push_back(&tree_->root);
  } else {
    tree_->error = "not a JSON object";
  }
}
JsonReader::~JsonReader() = default;

void JsonReader::field(std::string_view key, std::string& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  if (const auto* text = found->get_ptr<const std::string*>()) {
    value = *text;
  } else {
    tree_->fail(key, "a text");
  }
}

void JsonReader::field(std::string_view key, bool& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  if (found->is_boolean()) {
    value = found->get<bool>();
  } else {
    tree_->fail(key, "true or false");
  }
}

void JsonReader::field(std::string_view key, int& value) {
  if (const Json* found = tree_->find(key)) {
    tree_->take(key, value, read_number<int>(*found), "a whole number of 32 bits");
  }
}

void JsonReader::field(std::string_view key, std::int64_t& value) {
  if (const Json* found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::int64_t>(*found), "a whole number of 64 bits");
  }
}

void JsonReader::field(std::string_view key, std::uint32_t& value) {
  if (const Json* found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::uint32_t>(*found), "a whole number of 32 bits");
  }
}

void JsonReader::field(std::string_view key, std::uint64_t& value) {
  if (const Json* found = tree_->find(key)) {
    tree_->take(key, value, read_number<std::uint64_t>(*found), "a whole number of 64 bits");
  }
}

void JsonReader::field(std::string_view key, double& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  if (found->is_number()) {
    value = found->get<double>();
  } else {
    tree_->fail(key, "a number");
  }
}

void JsonReader::field(std::string_view key, model::Time& value) {
  std::optional<model::Time> time;
  field(key, time);
  if (time) value = *time;
}

void JsonReader::field(std::string_view key, model::Duration& value) {
  std::uint64_t milliseconds = static_cast<std::uint64_t>(value.count());
  field(key, milliseconds);
  value = model::Duration(milliseconds);
}

void JsonReader::field(std::string_view key, std::optional<model::Time>& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  const auto* text = found->get_ptr<const std::string*>();
  const auto time = text != nullptr ? text::parse_rfc3339(*text) : std::nullopt;
  if (time) {
    value = time;
  } else {
    tree_->fail(key, "a time of RFC 3339");
  }
}

void JsonReader::field(std::string_view key, std::vector<std::string>& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  value.clear();
  if (!found->is_array()) return tree_->fail(key, "a list of texts");
  for (const Json& element : *found) {
    const auto* text = element.get_ptr<const std::string*>();
    if (text == nullptr) return tree_->fail(key, "a list of texts");
    value.push_back(*text);
  }
}

void JsonReader::field(std::string_view key, std::vector<std::uint64_t>& value) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  value.clear();
  if (!found->is_array()) return tree_->fail(key, "a list of whole numbers");
  for (const Json& element : *found) {
    const auto number = read_number<std::uint64_t>(element);
    if (!number) return tree_->fail(key, "a list of whole numbers");
    value.push_back(*number);
  }
}

void JsonReader::hash(std::string_view key, std::uint64_t& value) {
  if (const Json* found = tree_->find(key)) {
    tree_->take(key, value, read_hash(*found), "16 hex digits");
  }
}

void JsonReader::hashes(std::string_view key, std::vector<std::uint64_t>& values) {
  const Json* found = tree_->find(key);
  if (found == nullptr) return;
  values.clear();
  if (!found->is_array()) return tree_->fail(key, "a list of 16 hex digits each");
  for (const Json& element : *found) {
    const auto hash = read_hash(element);
    if (!hash) return tree_->fail(key, "a list of 16 hex digits each");
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
  const Json* found = tree_->find(key);
  if (found == nullptr) return false;
  if (!found->is_object()) {
    tree_->fail(key, "an object");
    return false;
  }
  tree_->open.push_back(found);
  return true;
}

// Always opens one level, an empty list when there is none.
std::size_t JsonReader::enter_list(std::string_view key) {
  static const Json kEmpty = Json::array();
  const Json* found = tree_->find(key);
  if (found != nullptr && !found->is_array()) {
    tree_->fail(key, "a list");
    found = nullptr;
  }
  tree_->open.push_back(found != nullptr ? found : &kEmpty);
  return tree_->open.back()->size();
}

bool JsonReader::enter_element(std::size_t index) {
  const Json& element = (*tree_->open.back())[index];
  if (!element.is_object()) {
    tree_->fail(fmt::format("element {}", index), "an object");
    return false;
  }
  tree_->open.push_back(&element);
  return true;
}

void JsonReader::leave() { tree_->open.pop_back(); }
void JsonReader::leave_list() { tree_->open.pop_back(); }

}  // namespace newswatch::record
