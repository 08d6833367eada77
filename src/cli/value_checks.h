// Checks of values on the command line. Each returns what is wrong with a value, or an empty text.
// Pure; any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace newswatch::cli {

std::string whole_number(const std::string& typed);

// The check whether a value is one of the words.
std::function<std::string(const std::string&)> one_of(std::vector<std::string> words);

}  // namespace newswatch::cli
