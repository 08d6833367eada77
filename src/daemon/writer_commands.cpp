// What people ask of the writer.
#include <utility>

#include "daemon/log_lines.h"
#include "daemon/writer.h"
#include "engine/outbox_by_hand.h"

namespace newswatch::daemon {

model::Result<void> Writer::obey(const Command& command, Queue<NotifyMessage>& notify) {
  const model::ControlRequest& request = command.request;
  if (request.command == model::ControlCommand::kRematch) {
    engine_.begin_look_back(request.since);
    command.answer({});
    return {};
  }
  if (request.command == model::ControlCommand::kSilence) return silence(command, notify);
  auto done = engine_.change_by_hand(request, clock_.now());
  if (!done) {
    command.answer({.error = done.error().context});
    if (done.error().kind == model::ErrorKind::kTransient) return {};
    return tl::unexpected(done.error());
  }
  const bool retry = request.command == model::ControlCommand::kOutboxRetry;
  log_lines::by_hand(retry ? "retry" : "drop", done->rows.size());
  hand_on(std::move(done->changes), notify);
  command.answer(engine::take_reply(*done));
  return {};
}

model::Result<void> Writer::silence(const Command& command, Queue<NotifyMessage>& notify) {
  auto changes = engine_.silence(command.request.silence, clock_.now());
  if (!changes) {
    command.answer({.error = changes.error().context});
    const auto kind = changes.error().kind;
    const bool harmless =
        kind == model::ErrorKind::kTransient || kind == model::ErrorKind::kBadInput;
    return harmless ? model::Result<void>() : tl::unexpected(changes.error());
  }
  log_lines::silenced(command.request.silence, clock_.now());
  hand_on(std::move(*changes), notify);
  command.answer({});
  return {};
}

}  // namespace newswatch::daemon
