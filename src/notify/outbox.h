// Outbox: the rows that wait for delivery, by sink, as the notify loop sees them.
//
// The store keeps the rows; this copy in memory decides which may start now. Each sink delivers
// in the order of row numbers, one row at a time or as many as it takes at once. A row that is not
// due yet, because it waits for the judge, does not hold up the rows after it, but for those about
// the same event: no row about an event passes an earlier one about it. A sink that fails backs off
// with all its rows and delays no other sink. After a few failures other rows are tried in turn
// with the first one: when one of them goes through, those that failed are at fault themselves and
// wait for their own times, while the sink goes on. When a target says how long it wants to be left
// alone, nothing is sent to it before, whatever else holds. A sink that was stopped (Ends::kSink)
// starts nothing until it is revived, or takes a row that was under way. Rows of a sink that the
// config does not name do not start. Dead rows are not kept here. What a call costs does not grow
// with the rows that wait. Errors: none. Owns its rows. Not thread safe; pure.
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
  // Put by hand: its sink is tried again as soon as its target allows.
  void retry(model::OutboxRow row);
  // The sink has another config, or its secrets have changed: what stopped it or made it fail is
  // forgotten.
  void revive(const std::string& sink);
  bool is_stopped(const std::string& sink) const;
  // What an earlier run was told, see model::SinkState.
  void close_until(const std::string& sink, model::FollowUp kind, model::Time until,
                   model::Time now);
  // Replaces a row if it is still here: one that was delivered meanwhile does not come back. A
  // running attempt goes on; the next one sends the new text. An attempt that the store does not
  // know of yet still counts.
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
  // nullopt: the row is not under way. What follows up a message that was delivered gets its
  // reference. One that was removed meanwhile says what its failure means for the sink, and is
  // kDropped if it means nothing.
  std::optional<Attempt> finish(std::uint64_t row, const DeliveryResult& result, model::Time now);
  // The row is not sent after all; it is under way.
  std::optional<Attempt> drop(std::uint64_t row);
  // While held no row of the sink starts: what waits for it is being summed up.
  void hold(const std::string& sink, bool held);
  // The deliveries under way to this sink were cancelled: their rows count as neither tried nor
  // failed.
  void put_back(const std::string& sink);

  // When the next row may start; nullopt: no row waits only for its time.
  std::optional<model::Time> next_due() const;
  bool under_way() const;
  // Rows of put_once() that were not tried yet and can be, soon: a target that wants to be left
  // alone for long is not asked in this run.
  bool has_marked(model::Time now) const;
  std::size_t size() const;
  std::size_t overdue(model::Time now) const;  // rows, see is_overdue(); looks at all
  // Sinks with rows that the config does not name, and how many rows each.
  std::map<std::string, std::size_t> unnamed() const;

 private:
  struct Entry {
    model::OutboxRow row;
    bool once = false;
    bool due = false;       // no more to wait for but the sink and earlier rows about its event
    bool dropped = false;   // while under way: neither tried again nor stored
    bool has_news = false;  // it got news while under way
  };
  // Until when the target wants nothing, and how long it said.
  struct Closed {
    model::Time until{};
    model::Duration wait{};
  };
  // Rows of a kind: changes of messages that the target has, or others. One that is due and behind
  // an earlier row about its event is in neither set.
  struct Kind {
    std::set<std::uint64_t> ready;                          // no more to wait for but the sink
    std::set<std::pair<model::Time, std::uint64_t>> later;  // not due yet: not_before and row
    Closed closed;
  };
  struct Line {  // of one sink
    std::map<std::uint64_t, Entry> rows;
    // Of `rows` and `under_way`, by event: these keep their order.
    std::map<std::string, std::set<std::uint64_t>, std::less<>> of_event;
    Kind edits, others;
    std::set<std::uint64_t> marked;  // of put_once()
    std::set<std::uint64_t> failed;  // since the sink last took a row
    int failures_here = 0;           // since then, in this run
    std::uint64_t probed = 0;        // the last that was tried in place of the first
    bool named = false;
    int failures = 0;                       // in a row
    model::Time retry_at{};                 // of the whole sink, while failures > 0
    model::Duration retry_wait{};           // until then, from the last failure on
    std::optional<model::Time> away_since;  // the first failure since it last took a row
    bool held = false;
    bool stopped = false;
    std::size_t at_once = 1;                   // rows that may be under way
    std::map<std::uint64_t, Entry> under_way;  // by row
  };

  // Of one sink: in outbox_lines.cpp.
  static Kind& kind_of(Line& line, const model::OutboxRow& row);
  static const Kind& kind_of(const Line& line, std::uint64_t row);
  static void insert(Line& line, Entry entry);
  static std::optional<Entry> take(Line& line, std::uint64_t row);
  static void note_event(Line& line, const model::OutboxRow& row);
  static void forget_event(Line& line, const model::OutboxRow& row);
  static void make_ready(Line& line, Kind& kind, model::Time now);
  static bool is_full(const Line& line);
  static bool is_backing_off(const Line& line, model::Time now);
  static bool may_pass(const Line& line, const model::OutboxRow& row);
  static std::optional<std::uint64_t> next_marked(const Line& line, model::Time now);
  static std::optional<std::uint64_t> next_ready(const Line& line, std::uint64_t from,
                                                 model::Time now);
  static std::optional<model::Time> marked_open_at(const Line& line);
  static void obey(Line& line, const Wait& wait, bool is_edit, model::Time now);
  static void give_reference(Line& line, const model::OutboxRow& row, const Receipt& receipt);
  static void blame_rows(Line& line, model::Time now);
  std::optional<std::uint64_t> next(Line& line, model::Time now) const;

  std::map<std::string, Line> lines_;
  bool only_once_ = false;
  std::string last_started_;  // the sink whose turn was last
};

}  // namespace newswatch::notify
