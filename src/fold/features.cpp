#include "fold/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "fold/actions.h"
#include "fold/background.h"
#include "fold/names.h"
#include "fold/pieces.h"
#include "fold/stem.h"
#include "fold/weights.h"
#include "fold/word_facts.h"
#include "text/hash.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// The factor of a scale word or its short form after a number; nullopt: it is none.
std::optional<double> scale(std::string_view word) {
  static const std::unordered_map<std::string_view, double> kScales = {
      {"k", 1e3},    {"thousand", 1e3}, {"lakh", 1e5},    {"m", 1e6},  {"mn", 1e6},
      {"mln", 1e6},  {"million", 1e6},  {"crore", 1e7},   {"cr", 1e7}, {"b", 1e9},
      {"bn", 1e9},   {"bln", 1e9},      {"billion", 1e9}, {"t", 1e12}, {"tn", 1e12},
      {"trn", 1e12}, {"trillion", 1e12}};
  const auto found = kScales.find(word);
  if (found == kScales.end()) return std::nullopt;
  return found->second;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

struct Number {
  double value = 0;
  bool scaled = false, percent = false;
  std::size_t end = 0;  // offset behind the number and its unit
};

// "5.6", "1,000", "589bn", "17 %", "5.6 million" at i, which stands on a digit.
Number read_number(std::string_view folded, std::size_t i) {
  std::string digits;
  bool point = false;
  for (; i < folded.size(); ++i) {
    const bool more = i + 1 < folded.size() && is_digit(folded[i + 1]);
    if (is_digit(folded[i])) {
      digits += folded[i];
    } else if (folded[i] == '.' && more && !point) {
      digits += '.';
      point = true;
    } else if (folded[i] != ',' || !more || point) {
      break;
    }
  }
  Number number;
  std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
  number.end = i;
  std::size_t at = i;
  while (at < folded.size() && (folded[at] == ' ' || folded[at] == '-') && at - i < 2) ++at;
  std::size_t end = at;
  while (end < folded.size() && is_letter(folded[end])) ++end;
  const std::string_view unit = folded.substr(at, end - at);
  if (const auto factor = scale(unit); factor && (at == i || unit.size() > 1)) {
    number.value *= *factor;
    number.scaled = true;
    number.end = end;
  } else if ((at < folded.size() && folded[at] == '%') || unit == "percent" || unit == "pc") {
    number.percent = true;
    number.end = std::max(end, at + 1);
  }
  return number;
}

class TermCollector {
 public:
  explicit TermCollector(std::size_t bytes) { terms_.reserve(bytes / 6); }  // of a usual word

  void add(std::string_view textual, float boost) {
    const std::string folded = text::fold_case(textual);
    const auto all = pieces(folded);
    std::size_t skip_until = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string_view word = all[i].text;
      const auto at = static_cast<std::size_t>(word.data() - folded.data());
      if (at < skip_until) continue;
      if (is_digit(word.front()) && add_number(folded, at, skip_until)) continue;
      if (all[i].script != Script::kSpaced) {
        put_run(all[i], boost);
        continue;
      }
      const WordFacts& facts = word_facts(word);
      put({facts.id, boost, facts.place, facts.share, TermKind::kWord, 1, facts.english});
      std::string_view action;
      if (facts.may_begin_action && i + 1 < all.size()) action = action_of(word, all[i + 1].text);
      if (action.empty()) action = facts.action;
      if (!action.empty()) note(actions_, kMostActions, action, action, boost);
    }
  }
  void add_names(std::string_view textual, float boost) {
    for (const std::string& name : names(textual)) {
      const WordFacts& facts = word_facts(name);
      note(names_, kMostNames, facts.stem, facts.place, boost);
    }
  }

  std::vector<StoryTerm> sorted() && {
    for (const Mention& action : actions_) {
      put({text::hash64("a:" + action.what), kActionBoost * action.boost, action.shown,
           kActionShare, TermKind::kAction});
      for (const Mention& name : names_) {
        put({text::hash64("d:" + name.what + "+" + action.what),
             kDeedBoost * std::min(action.boost, name.boost), name.shown + " + " + action.shown,
             kDeedShare, TermKind::kDeed});
      }
    }
    return each_once();
  }

 private:
  // A name or an action that the story has, with its highest boost.
  struct Mention {
    std::string what, shown;
    float boost = 0;
  };
  using Mentions = std::vector<Mention>;

  static void note(Mentions& mentions, std::size_t most, std::string_view what,
                   std::string_view shown, float boost) {
    const auto known = std::find_if(mentions.begin(), mentions.end(),
                                    [&](const Mention& one) { return one.what == what; });
    if (known != mentions.end()) {
      known->boost = std::max(known->boost, boost);
    } else if (mentions.size() < most) {
      mentions.push_back({std::string(what), std::string(shown), boost});
    }
  }

  // False: part of a word such as "3d" or "4chan".
  bool add_number(std::string_view folded, std::size_t at, std::size_t& skip_until) {
    const Number number = read_number(folded, at);
    if (number.end < folded.size() && is_letter(folded[number.end]) && !number.scaled) return false;
    skip_until = number.end;
    const bool year = !number.scaled && !number.percent && number.value >= kFirstYear &&
                      number.value <= kLastYear;
    if (year || (number.value <= kSmallNumber && !number.scaled)) return true;
    const std::string value =
        fmt::format("{:.{}e}{}", number.value, kNumberDigits - 1, number.percent ? "%" : "");
    put({text::hash64("n:" + value), kNumberBoost, std::string(folded.substr(at, number.end - at)),
         kNumberShare, TermKind::kNumber});
    return true;
  }

  void put_run(const Piece& run, float boost) {
    const auto all = grams(run.text, gram_size(run.script));
    const double part = run.script == Script::kHangul    ? 1 / static_cast<double>(all.size())
                        : run.script == Script::kHanKana ? kHanPart
                                                         : kOtherScriptPart;
    for (const std::string_view gram : all) {
      const model::TermId id = gram_id(gram);
      put({id, boost, std::string(gram), background(id, kGramShare).share, TermKind::kWord, part,
           false});
    }
  }

  void put(StoryTerm term) { terms_.push_back(std::move(term)); }

  // Of the same terms the first, with the highest boost and part of all.
  std::vector<StoryTerm> each_once() {
    std::vector<std::pair<model::TermId, std::size_t>> order;
    order.reserve(terms_.size());
    for (const StoryTerm& term : terms_) order.emplace_back(term.id, order.size());
    std::ranges::sort(order);
    std::vector<StoryTerm> out;
    out.reserve(terms_.size());
    for (const auto& [id, at] : order) {
      StoryTerm& term = terms_[at];
      if (out.empty() || out.back().id != id) {
        out.push_back(std::move(term));
        continue;
      }
      out.back().boost = std::max(out.back().boost, term.boost);
      out.back().part = std::max(out.back().part, term.part);
    }
    return out;
  }

  std::vector<StoryTerm> terms_;  // in the order of the text
  Mentions names_, actions_;
};

}  // namespace

std::vector<StoryTerm> terms(std::string_view title, std::string_view summary) {
  TermCollector collector(title.size() + summary.size());
  collector.add(title, kTitleBoost);
  collector.add(summary, kSummaryBoost);
  collector.add_names(title, kTitleBoost);
  collector.add_names(summary, kSummaryBoost);
  return std::move(collector).sorted();
}

std::vector<model::TermId> term_ids(const std::vector<std::string>& phrases) {
  std::vector<model::TermId> ids;
  for (const std::string& phrase : phrases) {
    for (const StoryTerm& term : terms(phrase, "")) ids.push_back(term.id);
  }
  return ids;
}

}  // namespace newswatch::fold
