#include "parse/draft.h"

#include <utility>

#include "text/plain_text.h"

namespace newswatch::parse {

std::vector<model::Person> Draft::take_authors() {
  for (auto& rank : authors) {
    if (!rank.empty()) return std::move(rank);
  }
  return {};
}

void Draft::finish(model::Item& item) {
  item.title = std::move(title.value());
  item.link = std::move(link.value());
  item.content = std::move(content.value());
  item.summary = std::move(summary.value());
  // A reader of summaries gets one from every item.
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
  feed.description = std::move(summary.value());
  feed.authors = take_authors();
  feed.categories = std::move(categories);
  feed.published = published.value();
  feed.updated = updated.value();
  feed.hub = std::move(hub);
}

void add_enclosure(Draft& draft, model::Enclosure enclosure) {
  constexpr std::size_t kMaxEnclosures = 200;
  if (enclosure.url.empty() || draft.enclosures.size() >= kMaxEnclosures) return;
  for (const model::Enclosure& known : draft.enclosures) {
    if (known.url == enclosure.url) return;
  }
  draft.enclosures.push_back(std::move(enclosure));
}

std::string plain_title(pugi::xml_node element) {
  if (has_elements(element)) return text::plain_text(inner_markup(element));
  return text::plain_text(OwnText(element).view());
}

}  // namespace newswatch::parse
