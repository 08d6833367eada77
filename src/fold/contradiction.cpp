#include "fold/contradiction.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "fold/places.h"
#include "fold/weights.h"
#include "text/ascii.h"

namespace newswatch::fold {
namespace {

using Word = HeadlineFacts::Word;
using Kind = HeadlineFacts::Kind;

constexpr std::string_view kOrdinals[] = {"first", "second",  "third",  "fourth", "fifth",
                                          "sixth", "seventh", "eighth", "ninth",  "tenth"};
constexpr std::string_view kCardinals[] = {"two",   "three", "four", "five",   "six",   "seven",
                                           "eight", "nine",  "ten",  "eleven", "twelve"};

double scale_of(std::string_view unit) {
  if (unit == "k" || unit == "thousand") return 1e3;
  if (unit == "m" || unit == "mn" || unit == "million") return 1e6;
  if (unit == "b" || unit == "bn" || unit == "billion") return 1e9;
  if (unit == "t" || unit == "tn" || unit == "trillion") return 1e12;
  return 1;
}

std::size_t digits_of(std::string_view word) {
  const auto end = std::find_if_not(word.begin(), word.end(), text::is_digit);
  return static_cast<std::size_t>(end - word.begin());
}

// Its place in a list; the length of the list: it is not there.
std::size_t place_in(std::span<const std::string_view> list, std::string_view word) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), word) - list.begin());
}

bool counts(const Word& word) { return word.kind == Kind::kNumber || word.kind == Kind::kOrdinal; }

bool equal(const Word& a, const Word& b) {
  if (a.kind != b.kind) return false;
  return counts(a) ? std::abs(a.value - b.value) <= kSameNumber * std::max(a.value, b.value)
                   : a.text == b.text;
}

bool has(std::span<const Word> words, const Word& one) {
  return std::any_of(words.begin(), words.end(),
                     [&](const Word& word) { return equal(one, word); });
}

// Before the two words, or behind them, stands the same one.
bool same_neighbour(std::span<const Word> a, std::size_t i, std::span<const Word> b,
                    std::size_t j) {
  const auto same = [](const Word& x, const Word& y) {
    return x.kind == y.kind && x.text == y.text;
  };
  return (i > 0 && j > 0 && same(a[i - 1], b[j - 1])) ||
         (i + 1 < a.size() && j + 1 < b.size() && same(a[i + 1], b[j + 1]));
}

bool another_number(std::span<const Word> mine, std::size_t i, std::span<const Word> theirs) {
  for (std::size_t j = 0; j < theirs.size(); ++j) {
    if (theirs[j].kind == mine[i].kind && same_neighbour(mine, i, theirs, j) &&
        !has(mine, theirs[j])) {
      return true;
    }
  }
  return false;
}

}  // namespace

HeadlineFacts::HeadlineFacts(std::string_view normalized) {
  while (!normalized.empty()) {
    const std::string_view word = text::take_piece(normalized, " ");
    if (!word.empty()) add(word);
  }
}

// "68 7" was "68.7", "18 000" was "18,000": a number in two words that stand side by side.
bool HeadlineFacts::continues_number(std::string_view digits, std::string_view word) const {
  return !words_.empty() && words_.back().kind == Kind::kNumber &&
         text::is_digit(words_.back().text.back()) &&
         words_.back().text.data() + words_.back().text.size() + 1 == word.data() &&
         (digits.size() == word.size() || scale_of(word.substr(digits.size())) > 1);
}

void HeadlineFacts::add(std::string_view word) {
  const std::string_view digits = word.substr(0, digits_of(word));
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view unit = word.substr(digits.size());
  if (!digits.empty() && continues_number(digits, word)) {
    Word& last = words_.back();
    const bool thousands = digits.size() == 3;
    last.value = thousands ? last.value * 1000 + value
                           : last.value + value / std::pow(10, static_cast<double>(digits.size()));
    last.value *= scale_of(unit);
    last.text = std::string_view(&last.text.front(), &word.back() + 1);
    return;
  }
  if (!digits.empty()) {
    const bool ordinal = unit == "st" || unit == "nd" || unit == "rd" || unit == "th";
    const bool year =
        digits.size() == 4 && unit.empty() && value >= kFirstYear && value <= kLastYear;
    const Kind kind = ordinal ? Kind::kOrdinal : year ? Kind::kWord : Kind::kNumber;
    words_.push_back({word, kind, value * scale_of(unit)});
    return;
  }
  if (word.size() > 2 && scale_of(word) > 1 && !words_.empty() &&
      words_.back().kind == Kind::kNumber) {
    words_.back().value *= scale_of(word);
    return;
  }
  const std::size_t ordinal = place_in(kOrdinals, word), cardinal = place_in(kCardinals, word);
  if (ordinal < std::size(kOrdinals)) {
    words_.push_back({word, Kind::kOrdinal, static_cast<double>(ordinal) + 1});
  } else if (cardinal < std::size(kCardinals)) {
    words_.push_back({word, Kind::kNumber, static_cast<double>(cardinal) + 2});
  } else if (const std::string_view place = known_place(word); !place.empty()) {
    words_.push_back({place, Kind::kPlace});
  } else {
    words_.push_back({word});
  }
}

double Contradiction::factor() const {
  return (number ? kOtherNumber : 1) * (place ? kOtherPlace : 1);
}

Contradiction contradiction(const HeadlineFacts& story, std::span<const HeadlineFacts> event) {
  Contradiction out;
  const auto mine = story.words();
  const auto they_have = [&](const Word& one) {
    return std::any_of(event.begin(), event.end(),
                       [&](const HeadlineFacts& title) { return has(title.words(), one); });
  };
  const auto is_place = [](const Word& word) { return word.kind == Kind::kPlace; };
  bool mine_known = false;  // a place of the story's that the event has
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (is_place(mine[i])) mine_known |= they_have(mine[i]);
    if (out.number || !counts(mine[i]) || they_have(mine[i])) continue;
    out.number = std::any_of(event.begin(), event.end(), [&](const HeadlineFacts& title) {
      return another_number(mine, i, title.words());
    });
  }
  if (mine_known || std::none_of(mine.begin(), mine.end(), is_place)) return out;
  out.place = std::any_of(event.begin(), event.end(), [&](const HeadlineFacts& title) {
    return std::any_of(title.words().begin(), title.words().end(), is_place);
  });
  return out;
}

}  // namespace newswatch::fold
