// What publishers write where a link should be, read as they meant it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// The reference (RFC 3986) that the text of a link means: without quotes and "<>" around it; the
// target of an HTML link ("<a href='x'>"); "&" for "&amp;"; one scheme for "http://https://x", and
// "http:" before "www.host/x" or before the host of `base`. Empty: there is none, or a program or
// person only filled the field ("N/A", "None", "#").
std::string meant_reference(std::string_view written, std::string_view base);

// Whether a text is, as nearly all are, an http or https URL that nothing need be read into:
// meant_reference() would return it as it is. False may mean that this was not looked into.
bool is_proper_url(std::string_view text);

}  // namespace newswatch::parse
