#include "parse/draft.h"

#include <algorithm>
#include <utility>

#include "text/title_text.h"

namespace newswatch::parse {
namespace {

// Elements of several standards often name the same person, some with more detail than others.
void add_other_persons(std::vector<model::Person> persons, std::vector<model::Person>& known) {
  for (model::Person& person : persons) {
    const bool same = std::any_of(known.begin(), known.end(), [&](const model::Person& other) {
      return (!person.name.empty() && person.name == other.name) ||
             (!person.email.empty() && person.email == other.email);
    });
    if (!same) add_person(known, std::move(person));
  }
}

}  // namespace

std::vector<model::Person> Draft::take_authors() {
  std::vector<model::Person> result = std::move(authors[0]);
  for (std::size_t rank = 1; rank < authors.size(); ++rank) {
    if (result.empty()) {
      result = std::move(authors[rank]);
    } else if (rank < kOwnerRank) {
      add_other_persons(std::move(authors[rank]), result);
    }
  }
  return result;
}

void Draft::finish(model::Item& item) {
  item.title = std::move(title.value());
  item.id = std::move(id.value());
  item.id_is_permalink = id_is_permalink;
  item.link = std::move(link.value());
  item.content = std::move(content.value());
  item.summary = std::move(summary.value());
  // Every item gets a summary, so that a reader of summaries need not look further.
  if (item.summary.empty()) item.summary = item.content;
  item.authors = take_authors();
  item.categories = std::move(categories);
  item.published = published.value();
  item.updated = updated.value();
  item.enclosures = std::move(enclosures);
  item.comments = std::move(comments);
  item.source = std::move(source);
}

void Draft::finish(model::FeedInfo& feed) {
  feed.title = std::move(title.value());
  feed.link = std::move(link.value());
  feed.description = std::move(summary.value().empty() ? content.value() : summary.value());
  feed.authors = take_authors();
  feed.categories = std::move(categories);
  feed.published = published.value();
  feed.updated = updated.value();
  feed.hub = std::move(hub);
  if (feed.language.empty()) feed.language = std::move(language);
  if (!feed.ttl_minutes && period_minutes) {
    feed.ttl_minutes = std::max(*period_minutes / frequency, 1);
    feed.ttl_is_syndication = true;
  }
}

std::string_view target(pugi::xml_node element) {
  if (!element.first_attribute()) return {};
  for (const char* name : {"href", "url", "uri"}) {
    if (const auto value = attribute(element, name); !value.empty()) return value;
  }
  return {};
}

void add_category_element(pugi::xml_node element, Draft& draft) {
  const std::string_view term = attribute(element, "term"), label = attribute(element, "label");
  add_category(draft.categories, std::string(term));
  if (!equal_in_any_case(term, label)) add_category(draft.categories, std::string(label));
  if (term.empty() && label.empty()) add_category(draft.categories, own_text(element));
}

std::string element_html(const ElementPlace& place) {
  return place.context.html(text_or_markup(place.node), place.base);
}

std::string_view displaced_text(pugi::xml_node element) {
  pugi::xml_node inside = element;
  for (int depth = 0; depth < 4; ++depth) {
    for (inside = inside.first_child(); inside && inside.type() != pugi::node_element;) {
      inside = inside.next_sibling();
    }
    if (!inside) break;
    if (const auto link = target(inside); !link.empty()) return link;
    if (const auto text = without_cdata_marks(inside.value()); !text.empty()) return text;
  }
  if (element.first_child() || *element.value() != '\0') return {};
  const pugi::xml_node behind = element.next_sibling();
  const bool is_text = behind.type() == pugi::node_pcdata || behind.type() == pugi::node_cdata;
  return is_text ? without_cdata_marks(behind.value()) : std::string_view();
}

std::string element_link(const ElementPlace& place) {
  std::string link = Context::link(place.base, OwnText(place.node).view());
  if (!link.empty()) return link;
  return Context::link(place.base, displaced_text(place.node));
}

std::optional<model::Time> element_date(const ElementPlace& place) {
  return place.context.date(OwnText(place.node).view());
}

std::string plain_title(pugi::xml_node element) {
  if (has_elements(element)) return text::title_text(inner_markup(element));
  return text::title_text(OwnText(element).view());
}

}  // namespace newswatch::parse
