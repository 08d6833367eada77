#include "identify/boilerplate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "text/ascii.h"
#include "text/normalize.h"

namespace newswatch::identify {
namespace {

constexpr std::size_t kParts = 64;       // parts of a feed that are remembered
constexpr std::size_t kPartBytes = 60;   // length of a normalised part
constexpr std::size_t kPartWords = 4;    // a longer part is a headline of its own
constexpr std::size_t kRestWords = 2;    // words that are left of a title, at least
constexpr int kStrips = 3;               // parts that are removed from one title, at most
constexpr std::uint32_t kFadeAt = 1000;  // titles after which all counts are halved
constexpr std::uint32_t kRecurs = 5;     // titles that boilerplate stands in, at least
constexpr std::uint32_t kOftenPercent = 20, kSeldomPercent = 2;
constexpr std::uint32_t kMostlyHere = 4;  // how many times more often there than elsewhere

// What separates a title from the outlet behind it or a label before it.
constexpr std::array<std::string_view, 6> kSeparators = {" | ",      " - ", " \u2013 ",
                                                         " \u2014 ", " : ", " \u00b7 "};

// Of the separator at the front; 0: there is none. All begin with a blank.
std::size_t separator_length(std::string_view text) {
  const auto found = std::ranges::find_if(
      kSeparators, [&](std::string_view separator) { return text.starts_with(separator); });
  return found == kSeparators.end() ? 0 : found->size();
}

struct Split {
  bool front = false;
  std::string words;      // the part, normalised
  std::string_view rest;  // the title without the part
};

std::size_t count_words(std::string_view normal) {
  if (normal.empty()) return 0;
  return static_cast<std::size_t>(std::count(normal.begin(), normal.end(), ' ')) + 1;
}

std::optional<Split> split_at(std::string_view title, std::size_t at, std::size_t length,
                              bool front) {
  const std::string_view head = title.substr(0, at), tail = title.substr(at + length);
  const std::string_view part = front ? head : tail;
  if (part.size() > 4 * kPartBytes) return std::nullopt;
  Split split{front, text::normalized_title(part), front ? tail : head};
  const std::size_t words = count_words(split.words);
  if (words == 0 || words > kPartWords || split.words.size() > kPartBytes) return std::nullopt;
  if (count_words(text::normalized_title(split.rest)) < kRestWords) return std::nullopt;
  return split;
}

// The part before the first separator and the part behind the last one.
std::vector<Split> splits_of(std::string_view title) {
  std::size_t first = std::string_view::npos, first_length = 0;
  std::size_t last = std::string_view::npos, last_length = 0;
  for (std::size_t at = title.find(' '); at != std::string_view::npos;
       at = title.find(' ', at + 1)) {
    const std::size_t length = separator_length(title.substr(at));
    if (length == 0) continue;
    if (first == std::string_view::npos) {
      first = at;
      first_length = length;
    }
    last = at;
    last_length = length;
  }
  const std::size_t colon = title.find(": ");
  if (colon < first) {
    first = colon;
    first_length = 2;
  }
  std::vector<Split> splits;
  if (first != std::string_view::npos) {
    if (auto split = split_at(title, first, first_length, true))
      splits.push_back(std::move(*split));
  }
  if (last != std::string_view::npos) {
    if (auto split = split_at(title, last, last_length, false)) splits.push_back(std::move(*split));
  }
  return splits;
}

// Whether the normalised title has these words, next to each other.
bool holds_words(std::string_view normal, std::string_view words) {
  for (std::size_t at = normal.find(words); at != std::string_view::npos;
       at = normal.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || normal[at - 1] == ' ') && (end == normal.size() || normal[end] == ' ')) {
      return true;
    }
  }
  return false;
}

void fade(model::TitleParts& parts) {
  parts.titles /= 2;
  for (model::TitlePart& part : parts.parts) {
    part.count /= 2;
    part.elsewhere /= 2;
  }
  std::erase_if(parts.parts, [](const auto& part) { return part.count == 0; });
}

// Makes room for one more part by dropping those seen once. False: there is no room, so the new
// part is not counted.
bool make_room(model::TitleParts& parts) {
  if (parts.parts.size() < kParts) return true;
  std::erase_if(parts.parts, [](const auto& part) { return part.count <= 1; });
  return parts.parts.size() < kParts;
}

bool ends_sentence(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return true;
  for (const std::string_view end : {".", "!", "?", "\"", "]", ")", "\u2026", "\u201d", "\u2019"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

// Where the last sentence begins, if it has this beginning and is short; else npos.
std::size_t last_sentence(std::string_view text, std::string_view beginning) {
  constexpr std::size_t kLongest = 300;  // bytes
  const std::size_t at = text.rfind(beginning);
  if (at == std::string_view::npos || text.size() - at > kLongest) return std::string_view::npos;
  return ends_sentence(text.substr(0, at)) ? at : std::string_view::npos;
}

// Where the footer at the end of the text begins; npos: there is none.
std::size_t footer_of(std::string_view text) {
  const std::size_t post = last_sentence(text, "The post ");
  if (post != std::string_view::npos &&
      text.find(" appeared first on ", post) != std::string_view::npos) {
    return post;
  }
  const std::size_t more = last_sentence(text, "Continue reading");
  if (more != std::string_view::npos) return more;
  constexpr auto kCalls = std::to_array<std::string_view>(
      {"read more", "read more here", "read the full story", "read full story",
       "read the full article", "read full article", "read the rest", "keep reading",
       "click here to read more", "click here for more", "full story", "learn more"});
  std::string_view bare = text;
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view mark : {".", "\u2026", "\u00bb", "\u2192", ">", "]", " "}) {
      if (!bare.ends_with(mark)) continue;
      bare.remove_suffix(mark.size());
      cut = true;
    }
  }
  for (const std::string_view call : kCalls) {
    if (!text::ends_in_any_case(bare, call)) continue;
    std::size_t at = bare.size() - call.size();
    if (bare.substr(0, at).ends_with('[')) --at;
    if (ends_sentence(bare.substr(0, at))) return at;
  }
  return std::string_view::npos;
}

}  // namespace

void learn_title(model::TitleParts& parts, std::string_view title) {
  const std::string normal = text::normalized_title(title);
  if (normal.empty()) return;
  const std::vector<Split> splits = splits_of(title);
  const auto has = [&](const model::TitlePart& part) {
    return std::any_of(splits.begin(), splits.end(), [&](const Split& split) {
      return split.front == part.front && split.words == part.words;
    });
  };
  for (model::TitlePart& part : parts.parts) {
    if (has(part)) {
      ++part.count;
    } else if (holds_words(normal, part.words)) {
      ++part.elsewhere;
    }
  }
  for (const Split& split : splits) {
    const bool known = std::any_of(parts.parts.begin(), parts.parts.end(), [&](const auto& part) {
      return part.front == split.front && part.words == split.words;
    });
    if (!known && make_room(parts)) parts.parts.push_back({split.words, split.front, 1, 0});
  }
  if (++parts.titles >= kFadeAt) fade(parts);
}

bool is_boilerplate(const model::TitleParts& parts, const model::TitlePart& part) {
  if (part.count < kRecurs) return false;
  const auto at_least = [&](std::uint32_t percent) {
    return std::uint64_t{part.count} * 100 >= std::uint64_t{parts.titles} * percent;
  };
  if (!part.front && at_least(kOftenPercent)) return true;
  // A running story ("Budget 2025:") has a year or a number; a label has not.
  const bool numbered = std::any_of(part.words.begin(), part.words.end(), text::is_digit);
  return at_least(kSeldomPercent) && !numbered && part.count >= kMostlyHere * part.elsewhere;
}

std::string without_parts(const model::TitleParts& parts, std::string_view title) {
  for (int i = 0; i < kStrips; ++i) {
    const std::vector<Split> splits = splits_of(title);
    const auto split = std::find_if(splits.begin(), splits.end(), [&](const Split& one) {
      return std::any_of(parts.parts.begin(), parts.parts.end(), [&](const auto& part) {
        return part.front == one.front && part.words == one.words && is_boilerplate(parts, part);
      });
    });
    if (split == splits.end()) break;
    title = split->rest;
  }
  return std::string(title);
}

std::string_view without_footer(std::string_view summary) {
  for (std::size_t at = footer_of(summary); at != std::string_view::npos; at = footer_of(summary)) {
    summary = summary.substr(0, at);
    while (summary.ends_with(' ')) summary.remove_suffix(1);
  }
  return summary;
}

}  // namespace newswatch::identify
