#include "fold/names.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstddef>

#include "fold/weights.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

bool is_capitalised(std::string_view word) {
  UChar32 first = 0;
  std::int32_t i = 0;
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(word.data()), i,
          static_cast<std::int32_t>(word.size()), first);
  return first >= 0 && u_isupper(first);
}

// The text between two words ends with the start of a sentence, a quotation or a part of a
// headline.
bool begins_sentence(std::string_view between) {
  return between.find_first_of(".?!:;|\"(") != std::string_view::npos ||
         between.find("\xE2\x80\x9C") != std::string_view::npos ||  // opening quotes
         between.find("\xE2\x80\x98") != std::string_view::npos;
}

}  // namespace

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> found;
  std::size_t inner = 0, capitalised = 0, end = 0;
  for (const std::string_view word : text::words(text)) {
    const auto at = static_cast<std::size_t>(word.data() - text.data());
    const bool begins = end == 0 || begins_sentence(text.substr(end, at - end));
    end = at + word.size();
    if (begins || (word.front() >= '0' && word.front() <= '9')) continue;
    ++inner;
    if (!is_capitalised(word)) continue;
    ++capitalised;
    if (word.size() > 1) found.push_back(text::fold_case(word));
  }
  const double most = kTitleCaseShare * static_cast<double>(inner);
  if (inner < kCaseWords || static_cast<double>(capitalised) > most) return {};
  return found;
}

}  // namespace newswatch::fold
