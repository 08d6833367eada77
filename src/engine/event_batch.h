// EventBatch: the events that one step of the engine changes, until they go into one store::Batch.
//
// joining, merging, doubts and report_origin fill it. Then announce() makes the messages, and then
// store_events() puts the events, reports, stories and index rows into the store::Batch. Nothing is
// written before the caller commits. Errors are the store's. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "engine/gathered_messages.h"
#include "engine/pending_rows.h"
#include "engine/step_result.h"
#include "fold/index.h"
#include "identify/origin.h"
#include "model/event.h"
#include "model/result.h"
#include "model/silence.h"
#include "model/story.h"
#include "notify/policy.h"
#include "store/event_store.h"

namespace newswatch::engine {

using OpenQuestions = std::map<std::string, std::vector<model::Question>>;  // by waiting event

// What a step reads. All references must outlive the EventBatch.
struct StepContext {
  store::EventStore& store;
  const config::Settings& settings;
  const fold::Index& index;
  const OpenQuestions& questions;
  model::Time now{};
  // Stories are dated by this time: now, or what the servers say while the clock is behind. By the
  // clock each date would be one of the future and count for nothing, and what was told before the
  // clock was lost would be another happening.
  model::Time arrived{};
  std::uint64_t last_outbox_row = 0;               // the highest number before this step
  std::optional<model::GapBefore> unwatched = {};  // the gap that this response ends
  // Until when events that arose in such a gap are gathered, as nobody watched; see
  // gathered_messages.h.
  std::optional<model::Time> catch_up_until = {};
  const store::Expiry* expiry = nullptr;  // nullptr: nothing has expired
  const SinkHours* hours = nullptr;       // nullptr: no sink has a limit
  const PendingRows* pending = nullptr;
  const std::vector<model::Silence>* silences = nullptr;
};

// What the index does after the commit for an event into which others were merged.
struct ReplacedEvent {
  std::vector<std::string> events;    // to forget: the event itself and those merged into it
  std::vector<model::IndexRow> rows;  // to add: all rows of the event, ascending by seq
};

// A report's text, hashed, to find copies of it.
struct TextFingerprint {
  std::string story, outlet, origin;
  identify::Shingles summary, whole;  // whole: title and summary
};

struct EventBatch {
  struct Touched {
    model::Event event;
    std::vector<model::Report> reports;       // added, edited or moved here in this step
    std::vector<model::Report> announceable;  // those not held that are new or have a new topic
    bool opened = false;                      // in this step
    bool counts_as_told = false;              // with all its topics, and without a message
    bool changed = false;
    notify::Reach before;  // how widely it was reported before this step
    // Of edits that correct, retract or deny what a report said: who, and the title before.
    std::vector<std::pair<std::string, std::string>> corrections;
    std::vector<std::string> took_in;  // ids of the events merged into it in this step
  };
  // A message in the outbox about a touched event.
  struct PendingMessage {
    model::OutboxRow row;
    bool revised = false, dropped = false;
    bool released = false;        // the judge's verdict let it go
    std::string news, news_type;  // what is new, see model::Notification
  };

  explicit EventBatch(const StepContext& of_step)
      : context(of_step), hours(of_step.hours == nullptr ? SinkHours() : *of_step.hours) {}

  const StepContext context;
  std::map<std::string, Touched> events;  // by id; ordered, so that a run can be repeated
  Changes changes;
  SinkHours hours;  // with the messages of this step

  std::map<std::string, std::vector<TextFingerprint>> fingerprints;  // by event id; newest last
  std::map<std::string, model::Statement> new_texts;  // of stories added in this step
  std::map<std::string, std::string> moved_stories;   // story -> event it moved to
  std::vector<store::ReportKey> dropped_reports;
  std::vector<std::pair<std::string, std::string>> both_told;  // merged: kept, gone
  // By event, of those whose messages were asked for; in the order of their rows.
  std::map<std::string, std::vector<PendingMessage>> pending;
  std::set<std::string> closed;  // events whose questions are over
};

// The event in the batch, which gets it from the store first if need be. kCorrupt: there is none.
// The pointer is valid as long as the EventBatch.
model::Result<EventBatch::Touched*> touch(EventBatch& batch, const std::string& id);

// Reports of the event, with those of this step in place of the stored ones, in the order in which
// they came: all, the first `most`, or the newest `most` of the stored ones and all of this step.
model::Result<std::vector<model::Report>> all_reports(const EventBatch& batch,
                                                      const EventBatch::Touched& touched);
model::Result<std::vector<model::Report>> first_reports(const EventBatch& batch,
                                                        const EventBatch::Touched& touched,
                                                        std::size_t most);
model::Result<std::vector<model::Report>> newest_reports(const EventBatch& batch,
                                                         const EventBatch::Touched& touched,
                                                         std::size_t most);

// The id of the event that has the reports of `event`: its own, or that of the one it was merged
// into. nullopt: that one has left the window, or is not in the store.
model::Result<std::optional<std::string>> find_open(EventBatch& batch, std::string event);

// The same for merges of this step alone: the id under which the reports are stored afterwards. A
// reference to `event` or into the batch.
const std::string& living_id(const EventBatch& batch, const std::string& event);

// Drops the questions of the event.
void close_questions(EventBatch& batch, const std::string& event);

// Puts everything but the messages into `to`, which must have the index rows of this step already.
// Returns what to apply to the index after the commit.
model::Result<std::vector<ReplacedEvent>> store_events(EventBatch& batch, store::Batch& to);

// Replaces the report of the same story, or appends.
void put_report(std::vector<model::Report>& reports, const model::Report& report);

// For the log.
EventBrief brief(const model::Event& event);

// An event names so many outlets, and so many origins.
inline constexpr std::size_t kMostNames = 300;
// Appends a name that the list does not have yet; where there is no room, it counts as one more.
void add_name(std::vector<std::string>& names, std::uint32_t& more, const std::string& name);

// Appends what the list does not have yet.
void add_unique(std::vector<std::string>& list, const std::string& value);
void add_all(std::vector<std::string>& list, const std::vector<std::string>& values);

}  // namespace newswatch::engine
