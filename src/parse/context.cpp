#include "parse/context.h"

#include <algorithm>
#include <charconv>

#include "net/url.h"
#include "parse/date.h"
#include "parse/html_links.h"
#include "text/escape.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kMaxBases = 16;

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// "http://x", with only characters that a URL may hold.
bool is_absolute_http(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || (colon != 4 && colon != 5)) return false;
  std::string scheme(text.substr(0, colon));
  for (char& c : scheme) c = static_cast<char>(c | 0x20);
  if (scheme != "http" && scheme != "https") return false;
  const std::string_view rest = text.substr(colon + 3);
  return !rest.empty() && rest[0] != '/' && rest[0] != ':' && rest[0] != '?' && rest[0] != '#' &&
         is_printable_ascii(rest);
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>()") == std::string_view::npos;
}

std::string_view without_mailto(std::string_view text) {
  return text.starts_with("mailto:") ? text.substr(7) : text;
}

}  // namespace

const std::string& Context::base(const XmlDocument& xml, pugi::xml_node element,
                                 std::string& storage) const {
  if (!xml.has_xml_base()) return document_base_;
  std::vector<std::string_view> bases;
  for (pugi::xml_node node = element; node && bases.size() < kMaxBases; node = node.parent()) {
    if (const auto value = attribute(node, "xml:base"); !value.empty()) bases.push_back(value);
  }
  storage = document_base_;
  for (auto it = bases.rbegin(); it != bases.rend(); ++it) {
    if (std::string resolved = link(storage, *it); !resolved.empty()) {
      storage = std::move(resolved);
    }
  }
  return storage;
}

std::string Context::link(std::string_view base, std::string_view reference) {
  reference = trimmed(reference);
  if (reference.empty()) return {};
  if (is_absolute_http(reference)) return std::string(reference);
  return net::resolve_http(base, reference);
}

std::string Context::html(std::string markup, std::string_view base) {
  if (base.empty()) return markup;
  return with_absolute_links(std::move(markup), base);
}

std::optional<model::Time> Context::date(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const auto time = parse_date(text);
  if (!time) warnings_.add("not a date: " + text::shortened(text, 60));
  return time;
}

void Context::expect_items(pugi::xml_node parent, model::FeedDocument& document) {
  document.items.reserve(document.items.size() + std::min(count_elements(parent), kMaxItems));
}

bool Context::room_for_item(const model::FeedDocument& document) {
  if (document.items.size() < kMaxItems) return true;
  warnings_.add("only the first 10000 items are read");
  return false;
}

model::Person person(std::string_view text) {
  text = trimmed(text);
  model::Person person;
  const std::size_t open = text.find_first_of("(<");
  if (open != std::string_view::npos) {
    const char close_sign = text[open] == '(' ? ')' : '>';
    const std::size_t close = text.find(close_sign, open);
    const std::string_view inside = trimmed(text.substr(
        open + 1, close == std::string_view::npos ? std::string_view::npos : close - open - 1));
    const std::string_view outside = trimmed(text.substr(0, open));
    if (is_address(without_mailto(inside))) {
      person.email = without_mailto(inside);
      person.name = outside;
    } else if (is_address(without_mailto(outside))) {
      person.email = without_mailto(outside);
      person.name = inside;
    }
  } else if (is_address(without_mailto(text))) {
    person.email = without_mailto(text);
  } else if (text.find('@') != std::string_view::npos) {  // "a@b Name", "Name a@b"
    std::size_t from = text.rfind(' ', text.find('@'));
    from = from == std::string_view::npos ? 0 : from + 1;
    const std::size_t to = std::min(text.find(' ', from), text.size());
    if (is_address(text.substr(from, to - from))) {
      person.email = text.substr(from, to - from);
      person.name = trimmed(from > 0 ? text.substr(0, from) : text.substr(to));
    }
  }
  if (person.email.empty()) person.name = text;
  return person;
}

void add_person(std::vector<model::Person>& persons, model::Person person) {
  if (person == model::Person{}) return;
  if (std::find(persons.begin(), persons.end(), person) != persons.end()) return;
  persons.push_back(std::move(person));
}

void add_category(std::vector<std::string>& categories, std::string category) {
  constexpr std::size_t kMaxCategories = 200;
  if (category.empty() || categories.size() >= kMaxCategories) return;
  if (std::find(categories.begin(), categories.end(), category) != categories.end()) return;
  categories.push_back(std::move(category));
}

void add_categories(std::vector<std::string>& categories, std::string_view list) {
  const std::string_view separators = list.find(',') == std::string_view::npos ? " \t\r\n" : ",";
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(separators), list.size());
    add_category(categories, std::string(trimmed(list.substr(0, end))));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  text = trimmed(text);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace newswatch::parse
