#include "config/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/keys.h"
#include "text/escape.h"
#include "text/nearest.h"

namespace newswatch::config {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TableReader::TableReader(const Node& node, std::string_view name, const FileContext& file)
    : table_(std::get<Table>(node.value)), at_(node.at), name_(name), file_(file) {
  known_.reserve(16);  // a feed has a dozen keys, and there may be many feeds
}

const Entry* TableReader::entry(std::string_view key) const {
  const auto found =
      std::find_if(table_.begin(), table_.end(), [&](const Entry& e) { return e.key == key; });
  return found == table_.end() ? nullptr : &*found;
}

const Node* TableReader::find(std::string_view key) {
  if (!contains(known_, key)) known_.emplace_back(key);
  const Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->node;
}

Position TableReader::at(std::string_view key) const {
  const Entry* found = entry(key);
  return found == nullptr ? at_ : found->node.at;
}

Position TableReader::element_at(std::string_view key, std::size_t index) const {
  return std::get<Array>(entry(key)->node.value)[index].at;
}

void TableReader::problem(std::string_view key, std::string what, std::string fix) {
  file_.problems.add(at(key), std::move(what), std::move(fix));
}

void TableReader::wrong_type(std::string_view key, const Node& node, std::string_view example) {
  file_.problems.add(node.at, fmt::format("{} of {} can't be {}", key, name_, type_name(node)),
                     fmt::format("{} = {}", key, example));
}

void TableReader::missing(std::string_view key, std::string_view table, std::string_view example) {
  find(key);
  file_.problems.add(at_, fmt::format("{} without {}", table, key),
                     fmt::format("{} = {}", key, example));
}

const Node* TableReader::table(std::string_view key, std::string_view fix) {
  const Node* node = find(key);
  if (node == nullptr) return nullptr;
  if (std::holds_alternative<Table>(node->value)) return node;
  problem(key, fmt::format("{} can't be {}", key, type_name(*node)), std::string(fix));
  return nullptr;
}

const Array* TableReader::tables(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return nullptr;
  const auto* list = std::get_if<Array>(&node->value);
  const std::string fix = name_.empty() ? fmt::format("[[{}]] above each", key)
                                        : fmt::format("[[topic.{}]] above each", key);
  if (list == nullptr) {
    problem(key, fmt::format("{} can't be {}, there may be several", key, type_name(*node)), fix);
    return nullptr;
  }
  bool good = true;
  for (const Node& element : *list) {
    if (std::holds_alternative<Table>(element.value)) continue;
    file_.problems.add(element.at, fmt::format("{} can't be {}", key, type_name(element)), fix);
    good = false;
  }
  return good ? list : nullptr;
}

void TableReader::refuse(std::string_view key, std::string_view because, std::string_view fix) {
  refused_.emplace_back(key);
  if (!has(key)) return;
  file_.problems.add(entry(key)->at, fmt::format("{} is of no use here: {}", key, because),
                     std::string(fix));
}

void TableReader::finish(std::span<const TableReader* const> others) {
  for (const Entry& e : table_) {
    if (contains(known_, e.key) || contains(refused_, e.key)) continue;
    const auto home = std::find_if(others.begin(), others.end(), [&](const TableReader* other) {
      return contains(other->known_, e.key);
    });
    const std::string_view near = text::nearest(e.key, known_);
    const bool above =
        std::ranges::find(top_keys(), e.key, &KeyOf<Settings>::name) != top_keys().end();
    std::string fix;
    if (above) {
      fix = "it above the first table header";
    } else if (home != others.end()) {
      fix = fmt::format("it under {}", (*home)->name_);
    } else if (!near.empty()) {
      fix = near;
    } else {
      fix = fmt::format("one of {}", fmt::join(known_, ", "));
    }
    const std::string where = name_.empty() ? "" : fmt::format(" in {}", name_);
    file_.problems.add(
        e.at, fmt::format("unknown key {}{}", text::quoted(text::shortened(e.key, 80)), where),
        std::move(fix));
  }
}

}  // namespace newswatch::config
