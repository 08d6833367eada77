// Watch health: whether the watch as a whole is well, from what is stored.
//
// It is well when every feed that is neither gone nor told to wait has succeeded within three of
// its intervals (fewer than one in a hundred may be late), no sink fails, no message is overdue or
// given up, and neither disk, clock nor config is in trouble. What only the process that runs can
// know comes from it, by the control socket. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "engine/feed_health.h"
#include "model/notification.h"
#include "model/result.h"
#include "model/sink_state.h"
#include "model/trouble.h"
#include "model/watch_reason.h"
#include "store/rows.h"

namespace newswatch::engine {

struct SinkRow {
  std::string name, type;  // type: empty when the config does not name the sink
  model::SinkState state;
  // Messages; held: of those that wait, by the sink's own wishes or a silence.
  std::uint64_t waiting = 0, overdue = 0, given_up = 0, held = 0;
  std::optional<model::Time> oldest;  // that waits: when it was decided
};

// "removed", "stopped", "failing", "overdue", "ok", "unused". config_read: else no sink has a
// type, and that tells nothing.
std::string_view state_of(const SinkRow& row, bool config_read = true);

// The sinks of the config in its order; then, by name, those that only the store knows. Rows of the
// outbox are added one by one.
class SinkRows {
 public:
  SinkRows(const config::Settings& settings, std::span<const model::SinkState> states);
  void add_waiting(const model::OutboxRow& row, model::Time now);
  void add_given_up(const model::OutboxRow& row);
  const std::vector<SinkRow>& rows() const { return rows_; }

 private:
  SinkRow& row_of(const std::string& sink);

  std::vector<SinkRow> rows_;
};

// The sinks with what waits for them. Errors are the store's.
model::Result<SinkRows> read_sink_rows(const store::Rows& rows, const config::Settings& settings,
                                       model::Time now);

std::vector<model::WatchReason> reasons(std::span<const FeedRow> feeds,
                                        std::span<const SinkRow> sinks,
                                        std::span<const model::Trouble> troubles, model::Time now);

// How the watch is, in one line: "6 of 7 feeds answer; thehill fails since 09:10 UTC; 2 messages
// overdue".
struct WatchLine {
  std::size_t feeds = 0, failing = 0;
  // Of those that fail, some with the time since when.
  std::vector<std::pair<std::string, model::Time>> named_failing;
  std::uint64_t overdue = 0;
  std::vector<std::string> more;  // "the disk takes no writes"
};
std::string text_of(const WatchLine& line, model::Time now);

}  // namespace newswatch::engine
