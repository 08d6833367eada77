// Index: what folding compares a new story with. A plain value, owned by the writer.
//
// It holds the frozen term vectors of the reports of every live event, and how common each term is
// in the stream and in each topic. It is rebuilt at start by add() of the stored rows in their
// order and set_counts() of the stored counts, and then decides exactly as the one that was lost:
// sums are taken over the stored float weights in the same order. Not safe to share between
// threads.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "fold/features.h"
#include "model/clock.h"
#include "model/fold_record.h"

namespace newswatch::fold {

class Index {
 public:
  struct Member {
    std::string story, outlet, title;  // title: normalised
    model::Time time{};
    std::uint64_t seq = 0;
  };
  struct Event {
    std::string id;
    std::unordered_map<model::TermId, double> sum;  // of the members' unit vectors
    double norm2 = 0;                               // squared length of sum
    std::vector<model::TermWeight> first;           // the report that opened it
    std::vector<Member> members;                    // in the order they joined
    model::Time last{};                             // newest story time of a member
    model::Time arrived{};                          // newest arrival of a member

    // Takes a report in. The one place where sums are made, so that every way to the same rows in
    // the same order gives the same bits.
    void absorb(const model::IndexRow& row);
  };

  void add(const model::IndexRow& row);
  void set_counts(const std::string& scope, model::TermCounts counts);
  // Terms of a topic's rule start as common: they say nothing inside their own topic.
  void set_topic_words(const std::string& topic, std::span<const model::TermId> words);

  // New absolute counts of one scope, as a plan makes them.
  struct CountChange {
    std::uint64_t stories = 0;
    std::unordered_map<model::TermId, std::uint32_t> df;
  };
  void apply_counts(const std::map<std::string, CountChange>& changes);

  // Events whose last report arrived before `horizon`: the seqs of their rows, ascending. They take
  // no more reports once drop_before() has forgotten them, which follows the commit that deletes
  // the rows.
  std::vector<std::uint64_t> expired(model::Time horizon) const;
  void drop_before(model::Time horizon);

  // How many stories of the scope hold the term, and how many there are.
  std::uint32_t df(const std::string& scope, model::TermId term) const;
  std::uint64_t stories(const std::string& scope) const;
  bool is_topic_word(const std::string& topic, model::TermId term) const;

  // Live events that share a term with the vector, each once, in order of creation.
  std::vector<const Event*> candidates(std::span<const model::TermWeight> vector) const;
  const Event* find(const std::string& event) const;
  std::uint64_t next_seq() const { return next_seq_; }
  std::size_t events() const { return by_id_.size(); }

 private:
  std::unordered_map<std::uint32_t, Event> live_;  // by ordinal, ascending in order of creation
  std::unordered_map<std::string, std::uint32_t> by_id_;
  std::unordered_map<model::TermId, std::vector<std::uint32_t>> postings_;  // term -> ordinals
  std::map<std::string, model::TermCounts> counts_;
  std::map<std::string, std::unordered_set<model::TermId>> topic_words_;
  std::uint32_t next_ordinal_ = 0;
  std::uint64_t next_seq_ = 1;
};

}  // namespace newswatch::fold
