// EventBatch: the working set of one step: the events that the step touches and what becomes of
// them, until all of it goes into one store::Batch.
//
// joining, merging, doubts and report_origin fill it, announce makes its messages, and
// store_events() puts the events, reports, stories and index rows into the batch, in this order.
// It reads from the store what it touches; nothing is written before the caller commits. Errors are
// the store's. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "engine/step_result.h"
#include "fold/index.h"
#include "identify/origin.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
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
  std::uint64_t last_outbox_row = 0;               // that was given out before this step
  std::optional<model::Unwatched> unwatched = {};  // the time before this response
};

// The index rows of an event that took in others, as they are after the commit.
struct ReplacedEvent {
  std::vector<std::string> events;    // whose old rows go: the event itself and those it took in
  std::vector<model::IndexRow> rows;  // all rows of the event, ascending by seq
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
    std::vector<model::Report> announceable;  // of them: new and not held, or with a new topic
    bool opened = false;                      // in this step
    bool counts_as_told = false;              // with all its topics, though nobody hears of it
    bool changed = false;
    std::vector<std::string> took_in;  // ids of events that were merged into it in this step
  };
  // A message in the outbox about a touched event.
  struct PendingMessage {
    model::OutboxRow row;
    bool revised = false, dropped = false;
  };

  explicit EventBatch(const StepContext& of_step) : context(of_step) {}

  const StepContext context;
  std::map<std::string, Touched> events;  // by id, ascending, so that a run repeats exactly
  Changes changes;

  std::map<std::string, std::vector<TextFingerprint>> fingerprints;  // by event id; newest last
  std::map<std::string, model::Statement> new_texts;  // of stories added in this step
  std::map<std::string, std::string> moved_stories;   // story -> event it moved to
  std::vector<store::ReportKey> dropped_reports;
  std::vector<std::pair<std::string, std::string>> both_told;  // merged events: kept, gone
  std::optional<std::vector<PendingMessage>> pending;  // nullopt: the outbox was not read yet
  std::set<std::string> closed;                        // events whose questions are over
};

// The event with this id, read from the store when the step has not touched it yet. kCorrupt when
// there is none. The pointer stays valid as long as the EventBatch.
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

// The open event that has the reports of `event`: itself, or the one that it was merged into.
// nullopt: that one left the window, or is not in the store.
model::Result<std::optional<std::string>> find_open(EventBatch& batch, std::string event);

// The id under which the reports of `event` are stored after this step. A view into `event` or the
// batch.
const std::string& living_id(const EventBatch& batch, const std::string& event);

// Nothing is asked about the event any more.
void close_questions(EventBatch& batch, const std::string& event);

// Puts everything but messages into `to`, whose index rows hold those of this step's decisions.
// Returns what the index must take once the batch is committed.
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
