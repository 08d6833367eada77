#include "fold/background.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <string_view>
#include <vector>

#include "fold/function_words.h"
#include "fold/pieces.h"
#include "fold/stem.h"
#include "fold/weights.h"
#include "text/ascii.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// Words that tell nothing of what happened, however rare the table calls them. They have
// kFunctionWordShare at least. The table's source has no single letters and no halves of "didn't".
constexpr std::string_view kFunctionWords =
    "a about above after again against all also although am amid among an and any are as at be "
    "because been before being below between both but by can could did do does doing down during "
    "each even ever every few first for from further get gets give go goes going had has have "
    "having he her here hers him his how however i if in into is it its itself just last less let "
    "like likely made make makes many may me might more most much must my new no nor not now of "
    "off "
    "on once one only onto or other our out over own per s said same say saying says see she "
    "should "
    "since so some still such take takes than that the their them then there these they this those "
    "through time to told too two under until up upon us very via was way we week well were what "
    "when where whether which while who whom whose why will with within without would year years "
    "yet you your day days month months today yesterday monday tuesday wednesday thursday friday "
    "saturday sunday news report reports reported update live watch video according need know t ve "
    "ll aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn";

struct Known {
  float share = 0;
  bool english = false;
};

// What is known of each term: open addressing, for every start reads all words into it.
class Shares {
 public:
  explicit Shares(std::size_t terms) : slots_(std::bit_ceil(terms + terms / 4)) {}

  // nullptr: nothing is known.
  const Known* find(model::TermId id) const {
    const Slot& slot = slots_[place(id)];
    return slot.id == id ? &slot.known : nullptr;
  }
  // Of a new term: no share, not English.
  Known& operator[](model::TermId id) {
    if (slots_[place(id)].id == 0 && ++terms_ > slots_.size() / 4 * 3) grow();
    Slot& slot = slots_[place(id)];
    slot.id = id;
    return slot.known;
  }

 private:
  struct Slot {
    model::TermId id = 0;  // 0: free; a hash is never 0 but by a chance of 1 in 2^64
    Known known;
  };
  // Ids are hashes, and the table is never full.
  std::size_t place(model::TermId id) const {
    std::size_t at = id & (slots_.size() - 1);
    while (slots_[at].id != 0 && slots_[at].id != id) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> before(2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.id != 0) slots_[place(slot.id)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t terms_ = 0;
};

// Adds a word of other languages, or a gram. It shows the text to be foreign, though the table of
// English may have it from a name, unless it is as common in English ("in").
void add_foreign(Shares& shares, model::TermId id) {
  const auto kShare = static_cast<float>(kForeignShare);
  Known& known = shares[id];
  if (known.share <= kShare) known = {kShare, false};
}

Shares read_table() {
  const std::string table = background_table();
  Shares shares(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')));
  std::string_view rest = table;
  while (!rest.empty()) {
    const std::string_view line = text::take_piece(rest, "\n");
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string_view::npos) continue;
    unsigned parts_per_million = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), parts_per_million);
    shares[word_id(line.substr(0, tab))] = {static_cast<float>(parts_per_million) / 1e6F, true};
  }
  for (const std::string_view word : text::words(kFunctionWords)) {
    Known& known = shares[word_id(stem(word))];
    known = {std::max(known.share, static_cast<float>(kFunctionWordShare)), true};
  }
  for (const std::string_view list : function_words_of_other_languages()) {
    const std::string folded = text::fold_case(list);
    for (const std::string_view word : text::words(folded))
      add_foreign(shares, word_id(stem(word)));
  }
  for (const std::string_view list : function_grams()) {
    const std::string folded = text::fold_case(list);
    for (const Piece& piece : pieces(folded)) {
      for (const std::string_view gram : grams(piece.text, gram_size(piece.script))) {
        add_foreign(shares, gram_id(gram));
      }
    }
  }
  return shares;
}

}  // namespace

Background background(model::TermId term, double unknown) {
  static const Shares shares = read_table();
  const Known* known = shares.find(term);
  if (known == nullptr) return {unknown, false, false};
  return {static_cast<double>(known->share), true, known->english};
}

double background_share(model::TermId word) { return background(word, kUnknownWordShare).share; }

}  // namespace newswatch::fold
