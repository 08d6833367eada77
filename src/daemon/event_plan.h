// EventPlan: decisions of folding and answers of the judge -> events, reports and messages of one
// batch.
//
// An event is told once, when its first report that is not held joins: title and link of the
// message are that report's. A sink with topics hears when the event first carries one of them.
// A doubtful report opens an event that waits: its messages are stored at once and go out when the
// event is released, or by themselves when the judge's time is over.
// Merging: the event that was heard of lives on; of two that were, or were not, the smaller id.
// Reports, index rows and stories of the other move; so do its messages to sinks that have not
// heard of the one that lives, the rest of them is dropped.
// Reads from the store what it touches; nothing is written before commit. Errors are the store's.
// The writer thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "daemon/changes.h"
#include "daemon/settle.h"
#include "fold/fold.h"
#include "fold/index.h"
#include "identify/origin.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
#include "store/event_store.h"

namespace newswatch::daemon {

using OpenQuestions = std::map<std::string, std::vector<model::Question>>;  // by waiting event

// What a committed plan makes of the index: all rows of an event that took others in.
struct Rewoven {
  std::vector<std::string> gone;      // and itself
  std::vector<model::IndexRow> rows;  // ascending
};

// Replaces the report of the same story, else adds it.
void lay_over(std::vector<model::Report>& reports, const model::Report& report);

// Adds what the list does not have.
void gain(std::vector<std::string>& list, const std::string& value);
void unite(std::vector<std::string>& list, const std::vector<std::string>& values);

// A report's text, to tell copies by.
struct Print {
  std::string story, outlet, origin;
  identify::Shingles summary, whole;  // whole: with its title
};

class EventPlan {
 public:
  struct Around {
    store::EventStore& store;
    const config::Settings& settings;
    const fold::Index& index;
    const OpenQuestions& questions;
    model::Time now{};
    std::optional<model::Unwatched> unwatched{};  // the time before this response
  };
  explicit EventPlan(const Around& around)
      : store_(around.store),
        settings_(around.settings),
        index_(around.index),
        open_(around.questions),
        now_(around.now),
        unwatched_(around.unwatched) {}

  // The story joins or opens the event of the decision. `told`: it counts as told (a first document
  // under first_poll = "quiet"). wire: whose text it is by its own marks.
  model::Result<void> add(const model::Story& story, const fold::Decision& decision, bool told,
                          const std::optional<std::string>& wire = std::nullopt);
  // A known report was edited, or met another topic. Before add(): once a story.
  model::Result<void> edit(const model::Story& story, bool told);
  // The answers about an event that waits, or waited until its time was over. Nothing happens while
  // they leave it open.
  model::Result<void> answer(const std::string& event);
  // Two events turn out to be one. Nothing happens when one is closed, they are one already, or the
  // judge told them apart.
  model::Result<void> merge(const std::string& one, const std::string& other,
                            const std::string& why);

  // Messages for what became tellable, and everything into the batch. Rows of this batch's own
  // decisions must be in it.
  model::Result<std::vector<Rewoven>> finish(std::uint64_t first_row, store::Batch& batch,
                                             Changes& changes);
  // The event that has the reports of `event` after this plan.
  const std::string& home(const std::string& event) const;  // a view into `event` or the plan

 private:
  struct Touched {
    model::Event event;
    std::vector<model::Report> reports;   // added, edited or moved here in this batch
    std::vector<model::Report> tellable;  // of them, added and not held; or that brought a topic
    bool opened = false;                  // in this batch
    bool quiet = false;                   // counts as told from here on
    bool changed = false;
    std::vector<std::string> took_in;  // events
  };
  struct Message {  // a row of the outbox that is about a touched event
    model::OutboxRow row;
    bool revised = false, dropped = false;
  };

  model::Result<Touched*> touch(const std::string& id);
  model::Result<void> tell(Touched& touched, std::uint64_t& row, store::Batch& batch);
  model::Result<model::Notification> message_about(const Touched& touched, std::string_view type);
  // Stored ones with those of this batch laid over them, in the order they came.
  model::Result<std::vector<model::Report>> all_reports(const Touched& touched);

  // event_origin.cpp
  model::Result<std::vector<Print>*> prints(const std::string& event);
  model::Result<void> name_origin(const model::Story& story, const fold::Decision& decision,
                                  const std::optional<std::string>& wire, Touched& touched);
  model::Result<void> sign_copies(const Print& signed_one, Touched& touched);

  // event_questions.cpp
  model::Result<void> ask(const model::Story& story, const fold::Decision& decision);
  model::Result<std::vector<model::Statement>> statements(const std::string& event);
  model::Result<std::vector<Candidate>> candidates(const std::string& event);
  void close_questions(const std::string& event);
  model::Result<void> join(const std::string& event, const Settlement& settlement,
                           const std::vector<model::Report>& reports);

  // event_merge.cpp
  model::Result<std::optional<std::string>> living(std::string event);
  model::Result<bool> are_apart(const std::string& one, const std::string& other);
  model::Result<std::string> weave(const std::string& one, const std::string& other);
  model::Result<void> move_reports(Touched& gone, Touched& kept);
  model::Result<void> move_messages(const Touched& gone, const Touched& kept);
  model::Result<std::vector<Message*>> messages_about(const std::string& event);
  model::Result<void> release(Touched& touched);
  model::Result<void> tell_merges(std::uint64_t& row, store::Batch& batch);
  model::Result<void> move_stories(store::Batch& batch);
  model::Result<std::vector<Rewoven>> move_index_rows(store::Batch& batch);
  model::Result<void> revise_messages(store::Batch& batch, Changes& changes);

  store::EventStore& store_;
  const config::Settings& settings_;
  const fold::Index& index_;
  const OpenQuestions& open_;
  const model::Time now_;
  const std::optional<model::Unwatched> unwatched_;
  std::map<std::string, Touched> touched_;  // by event id: ascending, so that a run repeats
  std::map<std::string, std::vector<Print>> prints_;  // by event id
  std::vector<Changes::Member> members_;
  std::vector<Changes::Merge> merges_;
  std::vector<std::pair<std::string, std::string>> both_told_;  // kept, gone
  std::map<std::string, model::Statement> texts_;               // of stories added in this batch
  std::vector<model::Question> questions_;                      // made in this batch
  std::set<std::string> settled_;                               // events
  std::vector<std::pair<std::string, std::string>> dropped_;    // reports: event, story
  std::map<std::string, std::string> moved_;                    // stories -> where they went
  std::optional<std::vector<Message>> messages_;                // the outbox, once it is needed
};

}  // namespace newswatch::daemon
