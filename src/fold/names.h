// Names in a text: words that are capitalised inside its sentences.
//
// In a Title Case headline capitals show nothing, so a text with too many of them gives no names
// (kTitleCaseShare). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::fold {

// Case-folded, in the order of the text, as often as they occur.
std::vector<std::string> names(std::string_view text);

}  // namespace newswatch::fold
