// log_lines: turns what happened into log lines; event_log_lines.cpp has those about events and
// messages, config_log_lines.cpp those about a config. Apart from the log sink nothing else writes
// the log. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "engine/keeping.h"
#include "engine/look_back.h"
#include "engine/step_result.h"
#include "judge/asker.h"
#include "model/clock_step.h"
#include "model/result.h"
#include "notify/deliverer.h"

namespace newswatch::daemon::log_lines {

void started(const config::Settings& settings, const std::string& state_folder);
void ready(std::size_t feeds, std::size_t events, std::size_t outbox);
void reloaded(const config::Settings& settings);
void reload_refused(const std::string& why);
// Keys whose change takes hold only after a restart.
void restart_needed(const std::vector<std::string>& keys);
// A reload could not use [fetch] ca_file or allow_networks.
void old_trust_kept(const model::Error& error);
// There is no config file. Nothing is written for other settings.
void built_in_config(const config::Settings& settings);
// A line for each OPML file of feeds_files of which not every feed was taken.
void feeds_left_out(const config::Settings& settings);
void stopping(std::string_view why);
void stopped();
// The stop took too long: the process ends as after kill -9.
void stop_cut_short();

void clock_stepped(const model::ClockStep& step);
void ingested(const engine::Ingested& ingested);
// A feed answers after a time in which none did; `failing`: feeds that fail since then.
void watch_resumed(model::Time silent_since, std::size_t failing);
// Of a poll that failed, see feed_errors.h; and of as many more with one cause.
void feed_error(const model::FeedState& feed);
void feed_errors(std::size_t feeds, std::string_view why);
// The result of a search for another address of a feed that has died.
void searched(const model::FeedState& feed);
void changed(const engine::Changes& changes);
// The judge of the settings can't be made.
void judge_setup(const model::Error& error);
void judge_away(const judge::AwayChange& change);
// A feed whose documents have ended the process.
void suspect_feed(const model::FeedState& state);
void deliveries(const std::vector<notify::DeliveryOutcome>& outcomes);
// One summary in place of the messages that waited for a sink.
void summed_up(const std::string& sink, model::Time away_since, std::size_t messages);
void looked_back(const engine::LookBackStep& all);
// What went because it is no longer kept; nothing if nothing did.
void swept(const engine::SweepStep& all);
// What a person did to messages: "retry" or "drop".
void by_hand(std::string_view what, std::size_t messages);
// What a person said of events; `event` has the reports now.
void regrouped(const model::Regrouping& what, const std::string& event);
// That a person paused the feed, or let it go on.
void feed_by_hand(const model::FeedState& feed);
// The sign of life could not be given (why), or can be again (empty).
void heartbeat(const std::string& why);
// What a person silenced, or ended the silence of.
void silenced(const model::Silence& silence, model::Time now);
// For a backup: the name of its folder and how long it took, or why there is none.
void snapshot(const std::string& name, const std::string& error, model::Duration took);
// The page can't be served; all else goes on. Or where it is.
void no_page(const model::Error& error);
void page_at(std::string_view where);
// The commands of people find no daemon; all else goes on.
void no_control(const model::Error& error);
// A thread stands still on purpose from here on; or none of that name is there to do so.
void stalled(const std::string& thread);
void no_thread_to_stall(const std::string& thread);
// Messages wait for a sink that the config does not name.
void unnamed_sink(const std::string& sink, std::size_t rows);

// The disk is full. A response was dropped, and its feed is asked again with the validators it had;
// anything else is kept and stored later.
void not_stored(std::string_view what, const model::Error& error);
// It still is. dropped: responses since then.
void store_full(model::Time since, std::size_t dropped, const model::Error& error);
void store_recovered(model::Time since, std::size_t dropped);
// What the store holds can't be read as it was written; the process ends.
void store_damaged(std::string_view where, const model::Error& error);
// A feed can't be asked: its secrets can't be read.
void feed_setup(const std::string& feed, const model::Error& error);
// The daemon can't start.
void not_started(std::string_view what, std::string_view why);
// The process ends because of this error.
void fatal(std::string_view where, std::string_view what);

// A message of RocksDB; level as in store/rocks_store.h.
void rocksdb(int level, std::string_view line);

}  // namespace newswatch::daemon::log_lines
