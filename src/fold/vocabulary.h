// Vocabulary: small numbers for term ids, so that the index can refer to a term by 32 bits. A plain
// value.
//
// Which number a term has depends on the terms before it, so no decision may depend on numbers. A
// number that was given back is used again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fold/number_table.h"
#include "model/fold_record.h"

namespace newswatch::fold {

class Vocabulary {
 public:
  static constexpr std::uint32_t kNone = NumberTable::kNone;

  std::uint32_t find(model::TermId term) const {
    return table_.find(term, [&](std::uint32_t number) { return terms_[number] == term; });
  }
  std::uint32_t put(model::TermId term) {
    if (const std::uint32_t known = find(term); known != kNone) return known;
    std::uint32_t number = static_cast<std::uint32_t>(terms_.size());
    if (free_.empty()) {
      terms_.push_back(term);
    } else {
      number = free_.back();
      free_.pop_back();
      terms_[number] = term;
    }
    table_.put(term, number, HashOf{this});
    return number;
  }
  void give_back(std::uint32_t number) {
    table_.erase(terms_[number], number, HashOf{this});
    free_.push_back(number);
  }
  model::TermId term(std::uint32_t number) const { return terms_[number]; }
  std::size_t numbers() const { return terms_.size(); }  // every number is below it

 private:
  struct HashOf {
    const Vocabulary* words;
    std::uint64_t operator()(std::uint32_t number) const { return words->terms_[number]; }
  };

  std::vector<model::TermId> terms_;  // by number
  std::vector<std::uint32_t> free_;
  NumberTable table_;
};

}  // namespace newswatch::fold
