// The messages between threads. Plain values; a message has one owner at a time.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/poll_result.h"
#include "engine/step_result.h"
#include "model/control_request.h"
#include "model/feed.h"
#include "model/question.h"
#include "notify/deliverer.h"

namespace newswatch::daemon {

// To the writer.
struct Delivered {  // answered by Recorded
  std::vector<notify::DeliveryOutcome> outcomes;
};
struct Answered {  // questions that the judge answered, or that were given up
  std::vector<model::Question> questions;
};
struct Reload {
  engine::SettingsPtr settings;
};
struct ReloadRefused {  // by its config: the old settings stay
  std::string why;
};
struct Command {  // what a person asked for, see control.h
  model::ControlRequest request;
  std::function<void(model::ControlReply)> answer;  // called once, on the writer's thread
};
using WriterMessage = std::variant<engine::PollResult, engine::SearchResult, Delivered, Answered,
                                   Reload, ReloadRefused, Command>;

// To the fetch loop.
struct PollDone {  // the result of a poll was committed or dropped
  std::string url;
  model::FeedState state;  // its new state; next_poll is when to ask again
};
struct Reloaded {
  engine::SettingsPtr settings;
  std::vector<model::FeedState> states;  // of all feeds of the settings
};
// There is room on the disk again, for responses that were dropped, or the network is back, or a
// person asked for it: these feeds may be asked as their states say, if they are not being asked
// already.
struct AskSooner {
  std::vector<model::FeedState> states;
};
using FetchMessage = std::variant<PollDone, Reloaded, AskSooner>;

// To the notify loop.
struct Recorded {};  // the outcomes that it handed on last are stored, or kept until there is room
struct SignOfLife {  // is due: to be sent to the address of [heartbeat]
  std::string unwell;  // why the watch is not well; empty: it is
};
using NotifyMessage = std::variant<engine::Changes, Reload, Recorded, SignOfLife>;

}  // namespace newswatch::daemon
