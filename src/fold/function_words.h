// function_words: words of other languages than English that tell nothing of what happened, so that
// they weigh little before the stream has shown it (background.h). Written for this program. Pure;
// any thread.
#pragma once

#include <span>
#include <string_view>

namespace newswatch::fold {

// Lists of words between spaces, with accents or without.
std::span<const std::string_view> function_words_of_other_languages();

// Lists of grams (cut.h) of scripts that write no spaces.
std::span<const std::string_view> function_grams();

}  // namespace newswatch::fold
