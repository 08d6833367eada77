#include "identify/outgoing_links.h"

#include <algorithm>

#include "identify/canonical_url.h"
#include "text/html_anchors.h"
#include "text/percent.h"

namespace newswatch::identify {
namespace {

constexpr std::size_t kLinks = 31;          // an index row holds 32, with the item's own
constexpr std::size_t kTargetBytes = 2000;  // a longer link does not lead to an article

// Whether the query of a link contains the URL of the item's own page, as share buttons and links
// to print or log in do.
bool carries(std::string_view target, const std::string& own) {
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos || own.empty()) return false;
  const std::string query = text::percent_decoded(target.substr(question));
  std::size_t tries = 0;
  for (std::size_t at = query.find("http"); at != std::string::npos && tries < 4;
       at = query.find("http", at + 4), ++tries) {
    const std::size_t end = std::min(query.find_first_of("& \t\r\n", at), query.size());
    if (canonical_url(std::string_view(query).substr(at, end - at)) == own) return true;
  }
  return false;
}

bool is_home_page(std::string_view canonical) {
  const std::size_t host = canonical.find("://");
  const std::size_t from = host == std::string_view::npos ? 0 : host + 3;
  return canonical.find_first_of("/?", from) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> outgoing_links(std::string_view summary, std::string_view content,
                                        std::string_view own_link) {
  const std::string own = canonical_url(own_link);
  std::vector<std::string> links;
  for (const std::string_view html : {summary, content}) {
    for (const text::Anchor& anchor : text::html_anchors(html)) {
      if (anchor.href.size() > kTargetBytes || carries(anchor.href, own)) continue;
      std::string link = canonical_url(anchor.href);
      if (link.empty() || link == own || is_home_page(link)) continue;
      if (std::find(links.begin(), links.end(), link) != links.end()) continue;
      links.push_back(std::move(link));
      if (links.size() == kLinks) return links;
    }
  }
  return links;
}

}  // namespace newswatch::identify
