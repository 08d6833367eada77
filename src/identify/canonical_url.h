// Brings all URLs of one article into one form. Pure; any thread.
//
// Scheme and host are put into lower case, and http becomes https. Removed are the default port,
// the fragment, the user, the prefixes `www.` `m.` `mobile.` `amp.` of the host, a path segment
// `amp` at either end, slashes at the end, and tracking parameters (tracking.h). All other
// parameters stay, sorted: some sites tell articles apart by them. What need not be percent-encoded
// is not, and "+" in a query is "%20". A link of an AMP cache or of Google's redirector is that of
// its article. `url` must be the URL before any redirect.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::identify {

// Empty: `url` is no absolute http or https URL.
std::string canonical_url(std::string_view url);

// The link with "&" for the references to it ("&amp;"), as in a link copied from the source of a
// page.
std::string with_plain_ampersands(std::string_view link);

// "thehill.com/5115701": the site and the number that its publishing system gives the article. It
// is read from a URL or a guid, for sites whose form is known (thehill.com, time.com,
// *.indiatimes.com). Empty: there is none.
std::string cms_number(std::string_view url);

// Both at once.
struct ArticleKeys {
  std::string canonical, cms;
};
ArticleKeys article_keys(std::string_view url);

}  // namespace newswatch::identify
