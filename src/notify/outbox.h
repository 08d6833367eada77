// Outbox: the rows that wait for delivery, by sink, as the notify loop sees them.
//
// The store holds the rows; this is the copy in memory that says what may start now. One row at a
// time for each sink, in the order of row numbers; a row that is not due for the first time (it
// waits for the judge) is passed by. A sink that fails backs off as a whole and delays no other.
// Rows of a sink that the config does not name stay untouched. Dead rows are not kept here.
// Errors: none. Owns its rows. Not thread safe; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/notification.h"
#include "notify/policy.h"

namespace newswatch::notify {

class Outbox {
 public:
  // The sinks whose rows may start. A sink that is new or came back starts without backoff.
  void name_sinks(const std::set<std::string>& names);

  // Adds a row, or replaces the one of the same number (released by the judge, retried by hand).
  // A dead row is removed instead.
  void put(model::OutboxRow row);
  // The same for a row that may be gone meanwhile: one that was delivered does not come back.
  void revise(model::OutboxRow row);
  // The event was merged or the row was dropped. A row under way is not tried again.
  void remove(std::uint64_t row);

  // For `run --once`: puts the row and marks it to be tried once, whatever its next attempt and
  // its sink's backoff. From the first call on nothing but marked rows starts.
  void put_once(model::OutboxRow row);

  // Rows that start now, at most one a sink; each is under way until finish() or put_back().
  std::vector<model::OutboxRow> start(model::Time now);
  // nullopt: the row is not under way, or it was removed meanwhile and failed.
  std::optional<Attempt> finish(std::uint64_t row, const model::Result<void>& outcome,
                                model::Time now);
  // Its delivery was cancelled: neither tried nor failed.
  void put_back(const std::string& sink);

  // When the next row may start; nullopt: none waits for time alone.
  std::optional<model::Time> next_due() const;
  bool under_way() const;
  bool has_marked() const;  // rows of put_once() that were not tried yet and can be
  std::size_t size() const;
  // Sinks with rows that the config does not name, and how many rows each.
  std::map<std::string, std::size_t> unnamed() const;

 private:
  struct Entry {
    model::OutboxRow row;
    bool once = false;
    bool dropped = false;  // while under way: neither tried again nor stored
  };
  struct Line {  // of one sink
    std::map<std::uint64_t, Entry> rows;
    bool named = false;
    int failures = 0;        // in a row
    model::Time retry_at{};  // of the whole sink, while failures > 0
    std::optional<Entry> under_way;
  };

  std::optional<model::Time> due(const Line& line, const Entry& entry) const;

  std::map<std::string, Line> lines_;
  bool only_once_ = false;
};

}  // namespace newswatch::notify
