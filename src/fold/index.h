// Index: what folding compares a story with. A plain value, owned by the writer.
//
// It holds the live events, which of them hold each term and link, and in how many stories of the
// stream and of each topic a term stands. At start it is rebuilt from what was stored: add() of the
// rows in their order, counts().restore() and set_topic_words(). It then decides exactly as the
// lost one would have: the numbers of terms and the slots of events differ, and no decision depends
// on them. Where events have an order, it is that of their first reports (first_seq).
//
// A story of 25 terms takes about 530 bytes in a window of a million stories, with its share of the
// vocabulary, and about 840 in one of ten thousand, where fewer stories share a word (fold_bench).
// Not safe to share between threads.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "fold/indexed_event.h"
#include "fold/number_table.h"
#include "fold/posting_list.h"
#include "fold/term_counts.h"
#include "fold/vocabulary.h"
#include "model/clock.h"
#include "model/fold_record.h"

namespace newswatch::fold {

class Index {
 public:
  static constexpr std::uint32_t kNone = NumberTable::kNone;

  // What ranks an event in a search. Kept apart from the rest of the event, so that the processor's
  // cache holds more of them.
  struct RankInput {
    std::int32_t last_hour = 0;  // of IndexedEvent::last(), hours since 1970
    float length_norm = 0;       // 1 / square root of its number of terms
  };

  void add(const model::IndexRow& row);
  // Forgets the events `gone` and adds `rows` (of one event, ascending by seq), so that the index
  // is as if rebuilt from the rows that are left. For events that merge.
  void replace(std::span<const std::string> gone, std::span<const model::IndexRow> rows);
  // Copies an event of another index as it is there.
  void adopt(const Index& from, std::uint32_t slot);

  // The terms of a topic's rule: they say nothing inside the topic (kTopicWordShare).
  void set_topic_words(const std::string& topic, std::span<const model::TermId> words);

  TermCounts& counts() { return counts_; }
  const TermCounts& counts() const { return counts_; }

  // The seqs, ascending, of the rows of events whose last report arrived before `horizon`. The
  // caller commits their deletion and then calls drop_before(), which forgets those events.
  std::vector<std::uint64_t> expired(model::Time horizon) const;
  void drop_before(model::Time horizon);

  bool is_topic_word(const std::string& topic, model::TermId term) const;

  const IndexedEvent* find(std::string_view event) const;  // nullptr: it is not live
  std::vector<std::uint64_t> seqs(
      std::string_view event) const;  // of its reports, in the order they joined
  std::uint64_t next_seq() const { return next_seq_; }
  std::size_t events() const { return events_.size() - free_.size(); }

  // For a search: terms and links by number, events by slot. Numbers and slots are good until the
  // next change of the index.
  std::uint32_t number(model::TermId term) const { return vocabulary_.find(term); }
  std::span<const std::uint32_t> postings(std::uint32_t number) const {
    return postings_[number].slots();
  }
  std::uint32_t slot(std::string_view event) const;     // kNone: it is not live
  std::size_t slots() const { return events_.size(); }  // every slot is below it
  const IndexedEvent& at(std::uint32_t slot) const { return events_[slot]; }
  const RankInput& rank_input(std::uint32_t slot) const { return rank_inputs_[slot]; }
  std::uint64_t first_seq(std::uint32_t slot) const { return first_seqs_[slot]; }

 private:
  std::uint32_t open(const model::IndexRow& first);
  void place(std::uint32_t slot, std::span<const std::uint32_t> added);
  void take_out(std::span<const std::uint32_t> slots);
  std::vector<std::uint32_t> expired_slots(model::Time horizon) const;
  std::uint64_t hash_of(std::uint32_t slot) const;

  std::deque<IndexedEvent> events_;        // by slot
  std::vector<RankInput> rank_inputs_;     // by slot
  std::vector<std::uint64_t> first_seqs_;  // by slot
  std::vector<std::uint32_t> free_;
  NumberTable by_id_;                  // -> slot
  Vocabulary vocabulary_;              // of terms and links of live events
  std::vector<PostingList> postings_;  // by number; ascending by first_seq
  TermCounts counts_;
  std::map<std::string, std::unordered_set<model::TermId>> topic_words_;
  model::Time oldest_ = model::Time::max();  // no live event's last report arrived before it
  std::uint64_t next_seq_ = 1;
};

}  // namespace newswatch::fold
