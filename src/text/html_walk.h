// libxml2's HTML parser in its event form, set up once for all who read HTML here. Internal to
// text/: libxml2's header comes with it.
//
// Pushed whole; linear in time, no tree in memory. Errors of the markup are not reported: HTML of
// strangers has no other kind.
#pragma once

#include <libxml/HTMLparser.h>

#include <string_view>

namespace newswatch::text {

// Calls sax with user. `html` is valid UTF-8; beyond 256 MiB it is not read. While it runs,
// `parser` is what xmlStopParser() takes.
void walk_html(std::string_view html, htmlSAXHandler& sax, void* user, xmlParserCtxtPtr& parser);

}  // namespace newswatch::text
