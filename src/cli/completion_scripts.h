// config/completions, word for word: the build makes them part of the program.
#pragma once

#include <string_view>

namespace newswatch::cli {

extern const std::string_view kBashCompletion, kZshCompletion, kFishCompletion;

}  // namespace newswatch::cli
