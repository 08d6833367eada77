// What the threads hand to each other. Plain values; a message has one owner at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/settings.h"
#include "daemon/changes.h"
#include "fetch/fetcher.h"
#include "model/feed.h"
#include "model/item.h"
#include "model/question.h"
#include "model/result.h"
#include "notify/deliverer.h"

namespace newswatch::daemon {

using SettingsPtr = std::shared_ptr<const config::Settings>;

// One ended poll of one feed.
struct Polled {
  std::string url;  // the feed's, as in the config
  model::Time at{};
  model::Result<fetch::Response> response;  // its body is moved out once it is parsed
  // Of a 200: what the parser made of it.
  std::optional<model::Result<model::FeedDocument>> document;
  std::uint64_t body_hash = 0;
};

// To the writer.
struct Note {  // a document came and is about to be parsed
  std::string url;
};
struct Searched {  // for another address of a feed that died
  std::string url;
  model::Time at{};
  std::string found;  // empty: none
};
struct Delivered {
  std::vector<notify::Outcome> outcomes;
};
struct Answered {  // questions to the judge that are settled
  std::vector<model::Question> questions;
};
struct Reload {
  SettingsPtr settings;
};
using WriterMessage = std::variant<Note, Polled, Searched, Delivered, Answered, Reload>;

// To the fetch loop.
struct Noted {
  std::string url;
};
struct Settled {  // the poll is committed, or was dropped: this is when to ask again
  std::string url;
  model::FeedState state;
};
struct Reloaded {
  SettingsPtr settings;
  std::vector<model::FeedState> states;  // of every feed of the settings
};
using FetchMessage = std::variant<Noted, Settled, Reloaded>;

// To the notify loop.
using NotifyMessage = std::variant<Changes, Reload>;

}  // namespace newswatch::daemon
