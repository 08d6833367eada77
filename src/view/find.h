// Finds the event or story in the store that a person means by an id or a link.
//
// nullopt: there is none. Errors: kBadInput if several fit (the text says what to do), else those
// of RocksReader. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
#include "store/rows.h"

namespace newswatch::view {

// The whole id of an event. `id` is that, or its beginning, or its end as `events list` shows it.
model::Result<std::optional<std::string>> find_event_id(const store::Rows& reader, std::string id);

// The event that has the reports of `id` today: itself, or the one that it was merged into.
model::Result<std::optional<model::Event>> living_event(const store::Rows& reader,
                                                        const std::string& id);

// `typed` is a story's id or at least its first six digits, its link in any form that leads to the
// article, its guid, or the id of an event, which stands for the story that opened it.
model::Result<std::optional<model::Story>> find_story(const store::Rows& reader,
                                                      const config::Settings& settings,
                                                      std::string_view typed);

}  // namespace newswatch::view
