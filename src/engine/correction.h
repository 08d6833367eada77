// Whether an edit of a headline corrects, retracts or denies what it said: that is news. A mere
// rewording is not. Pure; any thread.
#pragma once

#include <string_view>

namespace newswatch::engine {

// The title now has a word of the short list (correction.cpp) that it did not have before.
bool is_correction(std::string_view before, std::string_view now);

}  // namespace newswatch::engine
