// What people ask of the writer.
#include <utility>

#include "daemon/log_lines.h"
#include "daemon/writer.h"
#include "engine/outbox_by_hand.h"

namespace newswatch::daemon {

model::Result<void> Writer::refuse(const Command& command, const model::Error& error) {
  command.answer({.error = error.context});
  const bool harmless =
      error.kind == model::ErrorKind::kTransient || error.kind == model::ErrorKind::kBadInput;
  return harmless ? model::Result<void>() : tl::unexpected(error);
}

model::Result<void> Writer::obey(const Command& command, Queue<FetchMessage>& fetch,
                                 Queue<NotifyMessage>& notify) {
  const model::ControlRequest& request = command.request;
  if (request.command == model::ControlCommand::kRematch) {
    engine_.begin_look_back(request.since);
    command.answer({});
    return {};
  }
  if (request.command == model::ControlCommand::kSilence) return silence(command, notify);
  if (request.command == model::ControlCommand::kRegroup) return regroup(command, notify);
  if (request.command == model::ControlCommand::kPollNow ||
      request.command == model::ControlCommand::kPauseFeeds ||
      request.command == model::ControlCommand::kResumeFeeds) {
    return ask_feeds(command, fetch);
  }
  auto done = engine_.change_by_hand(request, clock_.now());
  if (!done) return refuse(command, done.error());
  const bool retry = request.command == model::ControlCommand::kOutboxRetry;
  log_lines::by_hand(retry ? "retry" : "drop", done->rows.size());
  hand_on(std::move(done->changes), notify);
  command.answer(engine::take_reply(*done));
  return {};
}

model::Result<void> Writer::silence(const Command& command, Queue<NotifyMessage>& notify) {
  auto changes = engine_.silence(command.request.silence, clock_.now());
  if (!changes) return refuse(command, changes.error());
  log_lines::silenced(command.request.silence, clock_.now());
  hand_on(std::move(*changes), notify);
  command.answer({});
  return {};
}

model::Result<void> Writer::regroup(const Command& command, Queue<NotifyMessage>& notify) {
  auto done = engine_.regroup(command.request.regrouping, clock_.now());
  if (!done) return refuse(command, done.error());
  log_lines::regrouped(command.request.regrouping, done->event);
  log_lines::changed(done->changes);
  hand_on(std::move(done->changes), notify);
  command.answer({.event = done->event});
  show();
  return {};
}

model::Result<void> Writer::ask_feeds(const Command& command, Queue<FetchMessage>& fetch) {
  const model::ControlRequest& request = command.request;
  const bool poll = request.command == model::ControlCommand::kPollNow;
  const bool pause = request.command == model::ControlCommand::kPauseFeeds;
  auto states = poll ? engine_.ask_now(request.feeds, clock_.now())
                     : engine_.pause(request.feeds, pause, clock_.now());
  if (!states) return refuse(command, states.error());
  model::ControlReply reply;
  for (const model::FeedState& state : *states) {
    reply.feeds.push_back(state.name);
    if (!poll) log_lines::feed_by_hand(state);
  }
  if (!states->empty()) fetch.push(AskSooner{std::move(*states)});
  command.answer(std::move(reply));
  show();
  return {};
}

}  // namespace newswatch::daemon
