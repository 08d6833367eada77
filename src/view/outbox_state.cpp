#include "view/outbox_state.h"

#include "text/times.h"

namespace newswatch::view {
namespace {

std::string tries(const model::OutboxRow& row) {
  return row.attempts == 1 ? "1 try" : std::to_string(row.attempts) + " tries";
}

}  // namespace

OutboxState outbox_state(const model::OutboxRow& row, model::Time now) {
  if (row.dead) return {"given up after " + tries(row), OutboxState::Tone::kBad};
  const bool due = row.not_before <= now;
  const std::string next = due ? "due" : "next " + text::relative(row.not_before, now);
  if (row.attempts > 0) return {"failed, " + tries(row) + ", " + next, OutboxState::Tone::kWarn};
  if (due) return {"due"};
  const std::string what = row.waits_for.empty() ? "" : " for " + row.waits_for;
  return {"waits" + what + ", " + next};
}

}  // namespace newswatch::view
