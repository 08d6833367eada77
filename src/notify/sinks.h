// The table of the types of sinks. To add one: its file beside file_sink.cpp, and its line in
// sinks.cpp. Any thread.
#pragma once

#include <memory>
#include <span>

#include "config/sink_keys.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

// In the order in which messages name them.
std::span<const SinkType> sink_types();

// What the config needs to know of them, in the same order.
config::SinkTable sink_table();

// The type of `sink` must be in the table, and its options those of that type: settings that were
// loaded with sink_table() have such sinks only. `clock` must outlive what is made.
// A person reads what it delivers, and would rather have one summary than what waited for days.
bool is_for_people(const config::SinkSettings& sink);

// It keeps a record that is whole (log, journal, file): what people do not want to hear for a time
// goes into it all the same.
bool keeps_record(const config::SinkSettings& sink);

// How many messages about new events the sink gets in an hour; 0: as many as there are.
int max_per_hour(const config::SinkSettings& sink);

std::unique_ptr<Notifier> make_sink(const config::SinkSettings& sink,
                                    const SinkResources& resources, const model::Clock& clock);

}  // namespace newswatch::notify
