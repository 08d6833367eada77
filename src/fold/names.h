// Names in a text: words that are capitalised inside its sentences.
//
// Headlines In Title Case prove nothing, so a text of which more than half of the inner words are
// capitalised gives none. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::fold {

// Folded (text::words()), in the order of the text; a name that occurs twice stands twice.
std::vector<std::string> names(std::string_view text);

}  // namespace newswatch::fold
