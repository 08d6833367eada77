#include "cli/value_checks.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "cli/print/phrases.h"
#include "text/escape.h"

namespace newswatch::cli {

std::string whole_number(const std::string& typed) {
  std::uint64_t number = 0;
  const char* const end = typed.data() + typed.size();
  const auto [rest, error] = std::from_chars(typed.data(), end, number);
  if (error == std::errc() && rest == end) return {};
  return text::quoted(typed) + " is not a whole number, 0 or more";
}

std::function<std::string(const std::string&)> one_of(std::vector<std::string> words) {
  return [words = std::move(words)](const std::string& typed) -> std::string {
    if (std::ranges::find(words, typed) != words.end()) return {};
    return text::quoted(typed) + " is not " + print::alternatives(words);
  };
}

}  // namespace newswatch::cli
