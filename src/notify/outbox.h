// Outbox: the rows that wait for delivery, by sink, as the notify loop sees them.
//
// The store keeps the rows; this copy in memory decides which may start now. Each sink delivers
// in the order of row numbers, one row at a time or as many as it takes at once. A row that waits
// for the judge, and so is not due yet, does not hold up the rows after it. A sink that fails backs
// off with all its rows and delays no other sink. After a few failures other rows are tried in turn
// with the first one: when one of them goes through, those that failed are at fault themselves and
// wait for their own times, while the sink goes on. A row about an event does not pass an earlier
// one about it that is at fault. Rows of a sink that the config does not name do
// not start. Dead rows are not kept here. What a call costs does not grow with the rows that wait.
// Errors: none. Owns its rows. Not thread safe; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/notification.h"
#include "notify/policy.h"

namespace newswatch::notify {

class Outbox {
 public:
  // The sinks whose rows may start. A sink that is new or came back starts without backoff.
  void name_sinks(const std::set<std::string>& names);

  // Adds a row, or replaces the one of the same number. A dead row is removed instead.
  void put(model::OutboxRow row);
  // Put by hand: its sink is tried again at once.
  void retry(model::OutboxRow row);
  // Replaces a row if it is still here: one that was delivered meanwhile does not come back. A
  // running attempt goes on; the next one sends the new text.
  void revise(model::OutboxRow row);
  // Forgets a row whose event was merged. One that is under way is not tried again.
  void remove(std::uint64_t row);

  // For `run --once`: puts the row and marks it to be tried once, even when neither it nor its sink
  // is due. From the first call on only marked rows start.
  void put_once(model::OutboxRow row);

  // The clock was set by `by` (below 0: back): waits and ages stay as long as they were.
  void shift(model::Duration by);
  // How many rows the sink takes at once; 1 until it is said.
  void set_at_once(const std::string& sink, std::size_t rows);
  // The next row that starts now; the sinks take turns. It is under way until finish() or
  // put_back().
  std::optional<model::OutboxRow> start_next(model::Time now);
  // nullopt: the row is not under way, or it was removed meanwhile and failed.
  std::optional<Attempt> finish(std::uint64_t row, const model::Result<void>& outcome,
                                model::Time now);
  // While held no row of the sink starts: what waits for it is being summed up.
  void hold(const std::string& sink, bool held);
  // The deliveries under way to this sink were cancelled: their rows count as neither tried nor
  // failed.
  void put_back(const std::string& sink);

  // When the next row may start; nullopt: no row waits only for its time.
  std::optional<model::Time> next_due() const;
  bool under_way() const;
  bool has_marked() const;  // rows of put_once() that were not tried yet and can be
  std::size_t size() const;
  std::size_t overdue(model::Time now) const;  // rows, see is_overdue(); looks at all
  // Sinks with rows that the config does not name, and how many rows each.
  std::map<std::string, std::size_t> unnamed() const;

 private:
  struct Entry {
    model::OutboxRow row;
    bool once = false;
    bool dropped = false;  // while under way: neither tried again nor stored
  };
  struct Line {                                             // of one sink
    std::map<std::uint64_t, Entry> rows;                    // each row is in `ready` or in `later`
    std::set<std::uint64_t> ready;                          // no more to wait for but the sink
    std::set<std::pair<model::Time, std::uint64_t>> later;  // not due yet: not_before and row
    std::set<std::uint64_t> marked;                         // of put_once()
    std::set<std::uint64_t> failed;                         // since the sink last took a row
    std::set<std::uint64_t> at_fault;                       // OutboxRow::own_fault
    int failures_here = 0;                                  // since then, in this run
    std::uint64_t probed = 0;  // the last that was tried in place of the first
    bool named = false;
    int failures = 0;                       // in a row
    model::Time retry_at{};                 // of the whole sink, while failures > 0
    model::Duration retry_wait{};           // until then, from the last failure on
    std::optional<model::Time> away_since;  // the first failure since it last took a row
    bool held = false;
    std::size_t at_once = 1;                   // rows that may be under way
    std::map<std::uint64_t, Entry> under_way;  // by row
  };

  static void insert(Line& line, Entry entry);
  static std::optional<Entry> take(Line& line, std::uint64_t row);
  static void make_ready(Line& line, model::Time now);
  static bool may_pass(const Line& line, std::uint64_t row);
  static void blame_rows(Line& line, model::Time now);
  std::optional<std::uint64_t> next(Line& line, model::Time now) const;

  std::map<std::string, Line> lines_;
  bool only_once_ = false;
  std::string last_started_;  // the sink whose turn was last
};

}  // namespace newswatch::notify
