// First look: what a config would find if it ran for the first time now. Each feed is asked once,
// its document goes through the engine as in `newswatch run`, into a store of its own that is
// removed again; nothing is sent. One thread; blocks until all feeds have answered.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/poll_result.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/event.h"
#include "model/notification.h"
#include "model/result.h"

namespace newswatch::cli {

struct FirstLook {
  struct Feed {
    std::string name;
    std::string problem;  // why it gave nothing; empty: none
    std::size_t items = 0, matched = 0;
  };
  struct Message {
    model::Notification notification;
    std::vector<std::string> sinks;
  };
  std::vector<Feed> feeds;  // in the order of the config
  std::vector<model::Event> events;
  std::vector<model::Report> reports;  // of all events: the items that match; the newest first
  std::vector<Message> messages;       // that would go out
};

// Errors: the store for the look can't be made or written.
model::Result<FirstLook> first_look(const engine::SettingsPtr& settings, fetch::Fetcher& fetcher,
                                    const model::Clock& clock);

}  // namespace newswatch::cli
