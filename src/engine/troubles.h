// Troubles: what is wrong with the watch itself (model/trouble.h), and when people are told.
//
// A trouble that begins is told at once. Those of its kind that begin within the next 30 minutes
// are gathered, and told in one message when the time is over; one that ends before it was told is
// never mentioned. That it is over is told when all those of one message are over, or 30 minutes
// after the first of them. So a network that is lost for an hour is two messages, not 200.
// A step plans its changes into a store::Batch, and take() takes them over when that is committed.
// Errors: none. Plain value.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/trouble.h"
#include "store/event_store.h"

namespace newswatch::engine {

class Troubles {
 public:
  static constexpr model::Duration kGatherTime = std::chrono::minutes(30);

  // What one message says: troubles of one kind that begin, or that are over.
  struct Telling {
    model::TroubleKind kind = model::TroubleKind::kFeedFailing;
    bool recovered = false;
    std::vector<model::Trouble> of;  // the first to begin first
  };

  Troubles() = default;
  explicit Troubles(std::vector<model::Trouble> stored);

  // `trouble` begins. Of one that has begun already only the reason is taken.
  void begin(model::Trouble trouble, store::Batch& to) const;
  // Nothing if there is no such trouble.
  void end(model::TroubleKind kind, const std::string& subject, model::Time now,
           store::Batch& to) const;
  // Forgets it without a word: its feed or sink left the config.
  void forget(const model::Trouble& trouble, store::Batch& to) const;
  // The batch is committed.
  void take(const store::Batch& batch);

  const model::Trouble* find(model::TroubleKind kind, const std::string& subject) const;
  std::vector<model::Trouble> all() const;
  // Those of these kinds that are not over.
  std::vector<model::Trouble> open_of(std::initializer_list<model::TroubleKind> kinds) const;
  // Whether there is something to tell.
  bool due(model::Time now) const;
  // What is to be told. The caller stores of each trouble that it is told, or drops it when it is
  // over.
  std::vector<Telling> due_tellings(model::Time now) const;

 private:
  using Key = std::pair<model::TroubleKind, std::string>;
  // Those told in one message.
  using Group = std::pair<model::TroubleKind, model::Time>;
  struct Members {
    std::size_t open = 0;
    std::set<std::pair<model::Time, std::string>> over;  // when, subject
  };

  void insert(const model::Trouble& trouble);
  void erase(const Key& key);
  bool may_tell_begin(model::TroubleKind kind, model::Time now) const;
  static bool may_tell_end(const Members& members, model::Time now);

  std::map<Key, model::Trouble> all_;
  std::map<model::TroubleKind, std::set<std::string>> untold_;  // subjects
  std::map<Group, Members> told_;
  std::map<model::TroubleKind, model::Time> last_told_;
};

}  // namespace newswatch::engine
