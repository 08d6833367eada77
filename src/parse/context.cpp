#include "parse/context.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "net/url.h"
#include "parse/date.h"
#include "parse/html_links.h"
#include "parse/reference.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kMaxBases = 16;
constexpr std::size_t kMaxListed = 200;

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// Whether it begins with "http://x" or "https://x" and has only characters that a URL may hold.
bool is_absolute_http(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || (colon != 4 && colon != 5)) return false;
  const std::string_view scheme = text.substr(0, colon);
  if (!equal_in_any_case(scheme, "http") && !equal_in_any_case(scheme, "https")) return false;
  const std::string_view rest = text.substr(colon + 3);
  return !rest.empty() && rest[0] != '/' && rest[0] != ':' && rest[0] != '?' && rest[0] != '#' &&
         is_printable_ascii(rest);
}

bool is_in_address(char c) {
  return static_cast<unsigned char>(c) > ' ' &&
         std::string_view("<>()[]{}\"',;:/?\\|").find(c) == std::string_view::npos;
}

std::string_view without(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t from = text.find_first_not_of(before);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(after) + 1 - from);
}

// The bytes of memory that an item takes, roughly.
std::size_t weight(const model::Item& item) {
  std::size_t bytes = item.id.size() + item.title.size() + item.link.size() + item.summary.size() +
                      item.content.size() + item.comments.size();
  for (const model::Person& person : item.authors) {
    bytes += sizeof person + person.name.size() + person.email.size() + person.uri.size();
  }
  for (const std::string& category : item.categories) {
    bytes += sizeof(std::string) + category.size();
  }
  for (const model::Enclosure& enclosure : item.enclosures) {
    bytes += sizeof enclosure + enclosure.url.size() + enclosure.type.size();
  }
  if (item.source) bytes += item.source->title.size() + item.source->url.size();
  return bytes;
}

}  // namespace

std::string_view usable_base(std::string_view base) {
  constexpr std::size_t kMaxBytes = 256;
  if (base.size() > kMaxBytes) base = base.substr(0, base.find_first_of("?#"));
  return base.size() > kMaxBytes ? std::string_view() : base;
}

const std::string& Context::base(const XmlDocument& xml, pugi::xml_node element,
                                 std::string& storage) const {
  if (!xml.has_xml_base()) return document_base_;
  std::vector<std::string_view> bases;
  for (pugi::xml_node node = element; node && bases.size() < kMaxBases; node = node.parent()) {
    const auto value = usable_base(attribute(node, "xml:base"));
    if (!value.empty()) bases.push_back(value);
  }
  storage = document_base_;
  for (auto it = bases.rbegin(); it != bases.rend(); ++it) {
    if (std::string resolved = link(storage, *it); !resolved.empty()) {
      storage = usable_base(resolved);
    }
  }
  return storage;
}

std::string Context::link(std::string_view base, std::string_view written) {
  if (written.empty()) return {};
  if (is_proper_url(written)) return std::string(written);
  const std::string reference = meant_reference(written, base);
  if (reference.empty() || is_absolute_http(reference)) return reference;
  return net::resolve_http(base, reference);
}

std::string Context::html(std::string markup, std::string_view base) {
  if (base.empty()) return markup;
  return with_absolute_links(std::move(markup), base, resolvable_);
}

std::optional<model::Time> Context::date(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const auto time = parse_date(text);
  if (!time) warnings_.add("not a date: " + text::shortened(text, 60));
  return time;
}

void Context::expect_items(pugi::xml_node parent, model::FeedDocument& document) {
  const std::size_t wanted =
      document.items.size() + std::min(count_elements(parent), kMaxItemsHeld);
  if (wanted <= document.items.capacity()) return;
  // There may be many parents with one item each.
  document.items.reserve(std::max(wanted, 2 * document.items.capacity()));
}

bool Context::room_for_item(model::FeedDocument& document) {
  for (; weighed_ < document.items.size(); ++weighed_) {
    item_bytes_ += weight(document.items[weighed_]);
  }
  if (item_bytes_ > kMaxItemBytes) {
    warnings_.add("the items are too large together; the last are left out");
    return false;
  }
  if (document.items.size() >= kMaxItemsHeld) drop_oldest(document.items);
  return true;
}

void Context::drop_oldest(std::vector<model::Item>& items) {
  const auto time_of = [&items](std::size_t i) {
    const model::Item& item = items[i];
    return item.published.value_or(item.updated.value_or(model::Time::min()));
  };
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(order.begin(), order.begin() + kMaxItems, order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return time_of(a) != time_of(b) ? time_of(a) > time_of(b) : a < b;
                   });
  order.resize(kMaxItems);
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] != i) items[i] = std::move(items[order[i]]);
  }
  dropped_ += items.size() - kMaxItems;
  items.resize(kMaxItems);
  weighed_ = item_bytes_ = 0;
}

void Context::keep_newest(model::FeedDocument& document) {
  if (document.items.size() > kMaxItems) drop_oldest(document.items);
  if (dropped_ == 0) return;
  warnings_.add("of " + std::to_string(document.items.size() + dropped_) +
                " items only the newest 10000 are read");
}

model::Person person(std::string_view text) {
  text = trimmed(text);
  const std::size_t at = text.find('@');
  std::size_t from = at, to = at + 1;
  if (at != std::string_view::npos && text.find("://") == std::string_view::npos) {
    while (from > 0 && is_in_address(text[from - 1])) --from;
    while (to < text.size() && is_in_address(text[to])) ++to;
  }
  if (from == at || to == at + 1) return {std::string(text), {}, {}};

  std::string_view before = text.substr(0, from), after = text.substr(to);
  if (before.ends_with("mailto:")) before.remove_suffix(7);
  if (after.starts_with("?")) after.remove_prefix(std::min(after.find(' '), after.size()));
  before = without(before, "<([\" ", "<([\",;:- ");
  after = without(after, ">)],;:- ", " ");
  if (after.starts_with('(')) after = without(after.substr(0, after.rfind(')')), "( ", " ");
  model::Person person{std::string(before), std::string(text.substr(from, to - from)), {}};
  if (!before.empty() && !after.empty()) person.name += ' ';
  person.name += after;
  return person;
}

void add_person(std::vector<model::Person>& persons, model::Person person) {
  if (person == model::Person{} || persons.size() >= kMaxListed) return;
  if (std::find(persons.begin(), persons.end(), person) != persons.end()) return;
  persons.push_back(std::move(person));
}

void add_category(std::vector<std::string>& categories, std::string category) {
  if (category.empty() || categories.size() >= kMaxListed) return;
  if (std::find(categories.begin(), categories.end(), category) != categories.end()) return;
  categories.push_back(std::move(category));
}

void add_enclosure(std::vector<model::Enclosure>& enclosures, model::Enclosure enclosure) {
  if (enclosure.url.empty() || enclosures.size() >= kMaxListed) return;
  for (const model::Enclosure& known : enclosures) {
    if (known.url == enclosure.url) return;
  }
  enclosures.push_back(std::move(enclosure));
}

void add_categories(std::vector<std::string>& categories, std::string_view list) {
  while (!list.empty()) {
    add_category(categories, std::string(trimmed(text::take_piece(list, ","))));
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
