// The documents that the three outlets publish, in the true structure of each: elements, escaping,
// date forms and what is missing. Pure; any thread.
//
// TIME and The Hill are WordPress (RSS 2.0 with content, dc, media or dcterms); the Times of India
// writes RFC 3339 dates into pubDate, the Economic Times the zone "IST" and CDATA.
#pragma once

#include <span>
#include <string>

#include "demo/week.h"

namespace newswatch::demo {

// `section` picks TIME's or The Hill's technology feed instead of the main one.
std::string time_document(std::span<const Listed> items, bool section, Time now);
std::string hill_document(std::span<const Listed> items, bool section, Time now);
std::string toi_document(std::span<const Listed> items, Time now);
std::string et_document(std::span<const Listed> items, Time now);

// What a failing template does to a document: every & bare, and the end cut off inside the last
// item.
std::string damaged(std::string document);

// "Tue, 28 Jan 2025 20:15:00 +0000" (RFC 822 with a four-digit year), shifted into the zone.
std::string rfc822(Time time, std::chrono::minutes zone, std::string_view zone_name);

// "2025-01-28T09:14:25+05:30", the Indian zone.
std::string indian_rfc3339(Time time);

// When a document was last built: the time of its newest item, so that it changes only with it.
Time built(std::span<const Listed> items, Time now);

// Text for XML: & < > escaped.
std::string xml_escaped(std::string_view text);

}  // namespace newswatch::demo
