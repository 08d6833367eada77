// From the id or link that a person typed to the event or story in the store.
//
// nullopt: nothing fits. Errors: kBadInput when several things fit, with what to do; else those of
// RocksReader. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
#include "store/rocks_reader.h"

namespace newswatch::cli {

// The id of an event: whole, its beginning, or its end as `events list` shows it.
model::Result<std::optional<std::string>> find_event_id(const store::RocksReader& reader,
                                                        std::string id);

// The event, or the one that it was merged into.
model::Result<std::optional<model::Event>> living_event(const store::RocksReader& reader,
                                                        const std::string& id);

// A story by its id or six digits or more of its start, by its link in any form that leads to the
// article, by its guid, or by an event's id: then the story that opened the event.
model::Result<std::optional<model::Story>> find_story(const store::RocksReader& reader,
                                                      const config::Settings& settings,
                                                      std::string_view typed);

}  // namespace newswatch::cli
