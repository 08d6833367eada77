// The rules of other news readers, and newswatch's own, in one shape.
//
// Each works as a reader would: in order of arrival, no look-ahead. add() puts a story into the
// event of the member that is most alike if that is alike enough, else opens one, and returns the
// event's number; count() shows a story that is not to be folded, so that the rules that learn know
// which words are common. No rule looks at the outlet. Plain values: a copy goes its own way. Not
// safe to share between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "fold/fold.h"
#include "model/clock.h"
#include "support/labelled.h"

namespace newswatch::bench {

using Story = test::LabelledStory;  // no rule looks at its labels
using EventNumber = std::size_t;
using Features = std::vector<std::uint64_t>;  // a set, sorted

// What a title or link is taken for, and how alike two of them are, 0 to 1.
class Nearest {
 public:
  using Read = Features (*)(const Story&);
  using Likeness = double (*)(const Features&, const Features&);
  Nearest(Read read, Likeness likeness, double threshold, model::Duration window)
      : read_(read), likeness_(likeness), threshold_(threshold), window_(window) {}
  void count(const Story&) {}
  EventNumber add(const Story& story);

 private:
  struct Member {
    Features features;
    model::Time time{};
    EventNumber event = 0;
  };
  Read read_;
  Likeness likeness_;
  double threshold_;
  model::Duration window_;
  std::vector<Member> members_;
  EventNumber events_ = 0;
};

// BM25 (k1 1.2, b 0.75) of title and summary as the query to each member of two weeks, as a share
// of what the query reaches on itself. Document frequencies are of the stories so far.
class Bm25 {
 public:
  explicit Bm25(double threshold) : threshold_(threshold) {}
  void count(const Story& story);
  EventNumber add(const Story& story);

 private:
  struct Member {
    std::vector<std::pair<std::uint64_t, double>> words;  // sorted, with their number
    double length = 0;
    model::Time time{};
    EventNumber event = 0;
  };
  static Member read(const Story& story);
  void learn(const Member& member);
  double score(const Member& query, const std::vector<double>& idf, const Member& member) const;

  double threshold_, stories_ = 0, length_ = 0;
  std::unordered_map<std::uint64_t, double> df_;
  std::vector<Member> members_;
  EventNumber events_ = 0;
};

// What `newswatch cluster` does.
class Newswatch {
 public:
  explicit Newswatch(const fold::Policy& policy) : policy_(policy) {}
  void count(const Story& story) { take(story, false); }
  EventNumber add(const Story& story) { return take(story, true); }

 private:
  EventNumber take(const Story& story, bool folded);

  fold::Policy policy_;
  fold::Index index_;
  model::Time newest_{};
  std::size_t stories_ = 0;
  EventNumber events_ = 0;
};

struct Peer {
  std::string_view name;
  std::variant<Nearest, Bm25, Newswatch> rule;  // that has seen nothing yet
};

// One line of the table each, newswatch last. The thresholds are those of BM25 and of newswatch.
std::vector<Peer> peers(double bm25, double newswatch);

}  // namespace newswatch::bench
