// Says in words for a person what a document is that is no feed: "an HTML page: title 'Access
// denied'". What comes from the document is shortened and made printable. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

struct Refusal {
  std::string what;          // for people; empty: nothing speaks against a feed
  bool is_web_page = false;  // HTML for people: the feed's address may be dead
};

// Images, archives, PDF and other formats, by their first bytes.
Refusal refuse_binary(std::string_view bytes);

// A text without a root element.
Refusal refuse_text(std::string_view text);

// XML or HTML whose root element is not that of a feed. `root` is its name without prefix.
Refusal refuse_root(std::string_view root, std::string_view text);

}  // namespace newswatch::parse
