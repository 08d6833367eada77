#include "identify/aggregated.h"

#include <string>
#include <string_view>

#include "text/ascii.h"
#include "text/html_anchors.h"
#include "text/normalize.h"

namespace newswatch::identify {
namespace {

constexpr std::size_t kOutletBytes = 60;  // what follows the last " - " is longer: no outlet

void name_outlet(const model::Item& item, model::Story& story) {
  std::string named = item.source ? std::string(text::trimmed(item.source->title)) : std::string();
  const std::size_t dash = story.title.rfind(" - ");
  if (dash != std::string::npos && dash > 0) {
    const std::string tail(text::trimmed(std::string_view(story.title).substr(dash + 3)));
    const bool is_outlet = named.empty()
                               ? !tail.empty() && tail.size() <= kOutletBytes
                               : text::normalized_title(tail) == text::normalized_title(named);
    if (is_outlet) {
      if (named.empty()) named = tail;
      story.title = std::string(text::trimmed(std::string_view(story.title).substr(0, dash)));
    }
  }
  story.outlet = named.empty() ? story.feed : named;
}

// Whether the text repeats the title, or at least half of it is links.
bool lists_headlines(const std::string& html, const model::Story& story) {
  const std::string text = text::normalized_title(story.summary);
  const std::string title = text::normalized_title(story.title);
  if (text == title || text == title + " " + text::normalized_title(story.outlet)) return true;
  std::size_t linked = 0;
  for (const text::Anchor& anchor : text::html_anchors(html)) {
    linked += text::normalized_title(anchor.words).size();
  }
  return linked * 2 >= text.size();
}

}  // namespace

void read_aggregated(const model::Item& item, model::Story& story) {
  name_outlet(item, story);
  const std::string& html = item.summary.empty() ? item.content : item.summary;
  if (lists_headlines(html, story)) story.summary.clear();
}

}  // namespace newswatch::identify
