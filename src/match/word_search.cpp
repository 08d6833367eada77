#include "match/word_search.h"

#include <string.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "match/outline.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/normalize.h"

namespace newswatch::match {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool has_blank(std::string_view text) { return text.find_first_of(kBlanks) != text.npos; }

bool is_regex(std::string_view term) {
  return term.size() > 2 && term.front() == '/' && term.back() == '/';
}

// Signs that fold into signs: no-break space, « » £ · €, dashes, curly quotes, bullet, ellipsis.
bool is_plain_sign(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() >= 2 && at(0) == 0xC2) {
    return at(1) == 0xA0 || at(1) == 0xA3 || at(1) == 0xAB || at(1) == 0xB7 || at(1) == 0xBB;
  }
  if (bytes.size() < 3 || at(0) != 0xE2) return false;
  if (at(1) == 0x82) return at(2) == 0xAC;
  return at(1) == 0x80 && ((at(2) >= 0x90 && at(2) <= 0x95) || (at(2) >= 0x98 && at(2) <= 0x9F) ||
                           at(2) == 0xA2 || at(2) == 0xA6);
}

// The first byte from `at` on that is no ASCII or begins an escape of JSON.
std::size_t next_special(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x80 * kOnes;
  constexpr std::size_t kBlocks = 4;
  for (std::array<std::uint64_t, kBlocks> blocks{}; at + sizeof blocks <= text.size();
       at += sizeof blocks) {
    memcpy(blocks.data(), text.data() + at, sizeof blocks);
    std::uint64_t special = 0;
    for (const std::uint64_t block : blocks) {
      const std::uint64_t escapes = block ^ ('\\' * kOnes);  // a zero byte for each
      special |= block | ((escapes - kOnes) & ~escapes);
    }
    if ((special & kHigh) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '\\') ++at;
  return at;
}

// Where the letter stands that the fewest texts have. Digits are common in links and times.
std::size_t rarest(std::string_view word) {
  constexpr std::string_view kCommonFirst = "0123456789etaoinsrhldcumfpgwybvkxjqz";
  const auto most =
      std::ranges::max_element(word, {}, [&](char letter) { return kCommonFirst.find(letter); });
  return static_cast<std::size_t>(most - word.begin());
}

// Its table is worth keeping.
Outliner& outliner() {
  thread_local Outliner of_thread;
  return of_thread;
}

model::Result<Term> compile_term(const std::string& text) {
  constexpr std::size_t kShown = 80;
  const auto bad = [&](std::string_view why) {
    return model::fail(model::ErrorKind::kBadInput,
                       text::quoted(text::shortened(text, kShown)) + ' ' + std::string(why));
  };
  if (!is_regex(text)) {
    if (text.find('*') < text.size() - 1) return bad("has a * before its end");
    if (text::words(text::fold_case(text)).empty()) return bad("holds no letter or digit");
  }
  return Term::compile(text);
}

}  // namespace

std::vector<std::string> typed_terms(std::span<const std::string> typed) {
  std::vector<std::string> terms;
  const auto add = [&](std::string_view term) {
    if (term.find_first_not_of(kBlanks) != term.npos) terms.emplace_back(term);
  };
  for (const std::string& argument : typed) {
    if (is_regex(argument) || (has_blank(argument) && argument.find('"') == argument.npos)) {
      add(argument);
      continue;
    }
    std::string term;
    bool quoted = false;
    for (const char c : argument) {
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && kBlanks.find(c) != kBlanks.npos) {
        add(std::exchange(term, {}));
      } else {
        term += c;
      }
    }
    add(term);
  }
  return terms;
}

bool may_fold_into_words(std::string_view text) {
  for (std::size_t at = next_special(text, 0); at < text.size(); at = next_special(text, at)) {
    if (text[at] == '\\') {
      if (at + 1 < text.size() && text[at + 1] == 'u') return true;
      at += 2;
    } else {
      if (!is_plain_sign(text.substr(at))) return true;
      at += static_cast<unsigned char>(text[at]) == 0xC2 ? 2 : 3;
    }
  }
  return false;
}

bool WordSearch::PlainWord::is_in(std::string_view bytes) const {
  if (bytes.size() < text.size()) return false;
  const char lower = text[rare], upper = text::ascii_upper(lower);
  const char* const last = bytes.data() + (bytes.size() - text.size() + rare);
  for (const char letter : {lower, upper}) {
    const char* at = bytes.data() + rare;
    while (at <= last) {
      at = static_cast<const char*>(memchr(at, letter, static_cast<std::size_t>(last - at) + 1));
      if (at == nullptr) break;
      const std::string_view here(at - rare, text.size());
      if (text::equal_in_any_case(here, text)) return true;
      ++at;
    }
    if (upper == lower) break;
  }
  return false;
}

model::Result<WordSearch> WordSearch::compile(std::span<const std::string> terms) {
  WordSearch search;
  for (const std::string& text : terms) {
    auto term = compile_term(text);
    if (!term) return tl::unexpected(term.error());
    search.terms_.push_back(std::move(*term));
    if (is_regex(text)) continue;
    const std::string folded = text::fold_case(text);
    for (const std::string_view word : text::words(folded)) {
      search.add_outline(word);
      if (text::is_ascii(word)) {
        search.plain_words_.push_back({std::string(word), rarest(word)});
      } else {
        search.has_other_words_ = true;
      }
    }
  }
  if (search.terms_.empty()) {
    return model::fail(model::ErrorKind::kBadInput, "there is no word to look for");
  }
  // The longest is the rarest.
  std::ranges::stable_sort(search.plain_words_, std::ranges::greater{},
                           [](const PlainWord& word) { return word.text.size(); });
  return search;
}

bool WordSearch::may_hold(std::string_view bytes) const {
  const auto is_there = [&](const PlainWord& word) { return word.is_in(bytes); };
  if (!has_other_words_ && std::ranges::all_of(plain_words_, is_there)) return true;
  return may_fold_into_words(bytes);
}

// The article of Arabic may be written as one with the word before it (written_on.h).
void WordSearch::add_outline(std::string_view word) {
  constexpr std::string_view kArticle = "ال";
  if (word.starts_with(kArticle)) word.remove_prefix(kArticle.size());
  const auto outline = outliner().of(word);
  if (outline) outlines_.emplace_back(outline->substr(0, outline->size() - 1));
}

// False: the texts surely do not hold all words.
bool WordSearch::outlines_hold(std::string_view title, std::string_view summary) const {
  const auto outline = outliner().of(title, summary);
  if (!outline) return true;
  return std::ranges::all_of(outlines_, [&](const std::string& word) {
    return memmem(outline->data(), outline->size(), word.data(), word.size()) != nullptr;
  });
}

bool WordSearch::holds(std::string_view title, std::string_view summary) const {
  const bool other_letters = may_fold_into_words(title) || may_fold_into_words(summary);
  if (other_letters && !outlines_hold(title, summary)) return false;
  const FieldText in_title(title), in_summary(summary);
  return std::ranges::all_of(terms_, [&](const Term& term) {
    return term.find(in_title).has_value() || term.find(in_summary).has_value();
  });
}

}  // namespace newswatch::match
