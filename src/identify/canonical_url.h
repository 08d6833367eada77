// One form for the URLs under which a publisher serves one article. Pure; any thread.
//
// Scheme and host in lower case, https = http, default port, fragment, user, `www.` `m.` `amp.` and
// the path segment `amp` gone, tracking parameters gone, the rest of the query kept and sorted
// (some sites keep identity there), no trailing slash. Never from a URL after redirects.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::identify {

// Empty: not an absolute http or https URL.
std::string canonical_url(std::string_view url);

// "thehill.com/5115701": the number by which the site's own system knows the article, from its URL
// or its guid, for the sites whose form is known (thehill.com, time.com, *.indiatimes.com). Empty:
// none.
std::string cms_number(std::string_view url);

}  // namespace newswatch::identify
