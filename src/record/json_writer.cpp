#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "record/json_io.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::record {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Four digits of year are all that RFC 3339 has; a feed may claim any.
std::string time_value(model::Time time) {
  using std::chrono::sys_days, std::chrono::year;
  constexpr model::Time kFirst = sys_days(year(0) / 1 / 1);
  constexpr model::Time kLast = sys_days(year(10000) / 1 / 1) - model::Duration(1);
  return text::rfc3339(std::clamp(time, kFirst, kLast));
}

constexpr std::size_t kManyFields = 48;  // of the root: its keys are copied when it grows

std::string hash_value(std::uint64_t value) { return fmt::format("{:016x}", value); }

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

}  // namespace

struct JsonWriter::Tree {
  Tree() { root.get_ref<OrderedJson::object_t&>().reserve(kManyFields); }
  OrderedJson root = OrderedJson::object();
  // From the root to what is being filled. Only the last one grows, so the others stay in place.
  std::vector<OrderedJson*> open = {&root};

  // Appended: a field is written once, and a search for its key would make a value's cost grow
  // with the square of its fields.
  OrderedJson& at(std::string_view key) {
    auto& object = open.back()->get_ref<OrderedJson::object_t&>();
    return object.emplace_back(std::string(key), nullptr).second;
  }
};

JsonWriter::JsonWriter() : tree_(std::make_unique<Tree>()) {}
JsonWriter::~JsonWriter() = default;

void JsonWriter::field(std::string_view key, const std::string& value) { tree_->at(key) = value; }
void JsonWriter::field(std::string_view key, bool value) { tree_->at(key) = value; }
void JsonWriter::field(std::string_view key, int value) { tree_->at(key) = value; }
void JsonWriter::field(std::string_view key, std::uint32_t value) { tree_->at(key) = value; }
void JsonWriter::field(std::string_view key, std::uint64_t value) { tree_->at(key) = value; }
void JsonWriter::field(std::string_view key, double value) { tree_->at(key) = value; }

void JsonWriter::field(std::string_view key, model::Time value) {
  tree_->at(key) = time_value(value);
}

void JsonWriter::field(std::string_view key, model::Duration value) {
  tree_->at(key) = value.count();
}

void JsonWriter::field(std::string_view key, std::optional<model::Time> value) {
  if (value) {
    field(key, *value);
  } else {
    tree_->at(key) = nullptr;
  }
}

void JsonWriter::field(std::string_view key, const std::vector<std::string>& value) {
  tree_->at(key) = value;
}

void JsonWriter::hash(std::string_view key, std::uint64_t value) {
  tree_->at(key) = hash_value(value);
}

void JsonWriter::hashes(std::string_view key, const std::vector<std::uint64_t>& values) {
  OrderedJson& list = tree_->at(key) = OrderedJson::array();
  for (const std::uint64_t value : values) list.push_back(hash_value(value));
}

void JsonWriter::bytes(std::string_view key, const std::string& value) {
  tree_->at(key) = latin1_as_utf8(value);
}

std::string JsonWriter::text() const {
  return text::printable_json(
      tree_->root.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

void JsonWriter::enter(std::string_view key) {
  OrderedJson& inner = tree_->at(key) = OrderedJson::object();
  tree_->open.push_back(&inner);
}

void JsonWriter::enter_list(std::string_view key) {
  OrderedJson& inner = tree_->at(key) = OrderedJson::array();
  tree_->open.push_back(&inner);
}

void JsonWriter::enter_element() {
  OrderedJson& list = *tree_->open.back();
  list.push_back(OrderedJson::object());
  tree_->open.push_back(&list.back());
}

void JsonWriter::leave() { tree_->open.pop_back(); }

}  // namespace newswatch::record
