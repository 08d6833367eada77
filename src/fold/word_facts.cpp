#include "fold/word_facts.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

#include "fold/actions.h"
#include "fold/background.h"
#include "fold/pieces.h"
#include "fold/places.h"
#include "fold/stem.h"
#include "fold/weights.h"
#include "text/ascii.h"

namespace newswatch::fold {
namespace {

constexpr std::size_t kKept = 4096;       // words of a generation: at most 1 MiB
constexpr std::size_t kLongestKept = 32;  // bytes of a word

WordFacts look_up(std::string_view word) {
  WordFacts facts;
  facts.place = place_of(word);
  facts.stem = stem(facts.place);
  facts.id = word_id(facts.stem);
  const Background known = background(facts.id, kUnknownWordShare);
  facts.share = known.share;
  facts.english = known.english;
  // A name of a product or a code ("lx2000") has no ending.
  if (!known.known && std::ranges::none_of(facts.place, text::is_digit)) {
    facts.id = word_id(first_characters(facts.place, kWordBeginning));
  }
  facts.action = action_of(word);
  facts.may_begin_action = may_begin_action(word);
  return facts;
}

struct Hash : std::hash<std::string_view> {
  using is_transparent = void;
};

// The words asked for last are in `young`. When that is full it becomes `old`, and what nobody
// asked for since is forgotten.
class KeptWords {
 public:
  const WordFacts& facts(std::string_view word) {
    if (const auto found = young_.find(word); found != young_.end()) return found->second;
    if (word.size() > kLongestKept) return long_ = look_up(word);
    if (young_.size() >= kKept) {
      old_ = std::move(young_);
      young_.clear();
    }
    const auto before = old_.find(word);
    WordFacts facts = before == old_.end() ? look_up(word) : std::move(before->second);
    if (before != old_.end()) old_.erase(before);
    return young_.emplace(std::string(word), std::move(facts)).first->second;
  }

 private:
  using Words = std::unordered_map<std::string, WordFacts, Hash, std::equal_to<>>;
  Words young_, old_;
  WordFacts long_;
};

}  // namespace

const WordFacts& word_facts(std::string_view word) {
  thread_local KeptWords kept;
  return kept.facts(word);
}

}  // namespace newswatch::fold
