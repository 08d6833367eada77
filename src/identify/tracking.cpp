#include "identify/tracking.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/ascii.h"

namespace newswatch::identify {
namespace {

constexpr std::array<std::string_view, 25> kTracking = {
    "fbclid", "gclid",   "dclid", "gclsrc",     "msclkid",    "yclid", "twclid", "igshid", "mc_cid",
    "mc_eid", "mkt_tok", "ncid",  "cmpid",      "_ga",        "_gl",   "cmp",    "icid",   "ocid",
    "smid",   "spm",     "ftag",  "guccounter", "outputtype", "amp",   "usqp"};
constexpr std::array<std::string_view, 6> kTrackingPrefixes = {"utm_", "pk_", "mtm_",
                                                               "at_",  "wt_", "amp_"};
// Parameters that are tracking only with one of these values. With others they tell which page it
// is.
constexpr std::array<std::string_view, 6> kReferrers = {"ref",  "source", "src",
                                                        "from", "feed",   "via"};
constexpr std::array<std::string_view, 5> kReferrerValues = {"rss", "feed", "rssfeed", "atom",
                                                             "feedburner"};
// Names of parameters that choose what is shown, whatever the value. Those ending in "id" with a
// stem such as "article" or "post" are among them.
constexpr std::array<std::string_view, 30> kContent = {
    "id",    "p",      "q",       "s",        "t",       "u",       "v",     "a",
    "n",     "url",    "key",     "tag",      "term",    "page",    "path",  "file",
    "name",  "slug",   "item",    "post",     "doc",     "story",   "title", "topic",
    "query", "search", "article", "category", "keyword", "keywords"};
constexpr std::array<std::string_view, 9> kContentIds = {"article", "story", "news", "post", "page",
                                                         "item",    "doc",   "a",    "n"};

template <class List>
bool contains(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool chooses_content(std::string_view name) {
  if (contains(kContent, name)) return true;
  if (!name.ends_with("id")) return false;
  name.remove_suffix(2);
  if (name.ends_with('_') || name.ends_with('-')) name.remove_suffix(1);
  return contains(kContentIds, name);
}

bool is_rss(std::string_view word) {
  if (word == "rssfeed" || word == "rssfeeds") return true;
  if (!word.starts_with("rss")) return false;
  word.remove_prefix(3);
  return std::all_of(word.begin(), word.end(), text::is_digit);
}

// Whether the value has "rss" as a word of its own: the first, or one of a few. A long value with
// it further on may be a headline.
bool names_rss(std::string_view value) {
  constexpr std::size_t kFewWords = 4;
  std::size_t words = 0;
  bool found = false;
  for (std::size_t i = 0; i < value.size();) {
    std::size_t end = i;
    while (end < value.size() && (text::is_ascii_letter(value[end]) || text::is_digit(value[end])))
      ++end;
    if (end > i) {
      found = found || is_rss(value.substr(i, end - i));
      if (found && words == 0) return true;
      ++words;
    }
    i = std::max(end, i + 1);
  }
  return found && words <= kFewWords;
}

}  // namespace

bool is_tracking(std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string name = text::ascii_lower(parameter.substr(0, equals));
  if (contains(kTracking, name)) return true;
  for (const std::string_view prefix : kTrackingPrefixes) {
    if (name.starts_with(prefix)) return true;
  }
  if (equals == parameter.size()) return false;
  const std::string value = text::ascii_lower(parameter.substr(equals + 1));
  if (contains(kReferrers, name) && contains(kReferrerValues, value)) return true;
  return !chooses_content(name) && names_rss(value);
}

}  // namespace newswatch::identify
