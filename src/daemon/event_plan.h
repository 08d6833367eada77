// EventPlan: decisions of folding -> events, reports and messages of one batch.
//
// An event is told once, when its first report that is not held joins: title and link of the
// message are that report's. A sink with topics hears when the event first carries one of them.
// Reads events from the store as they are touched; nothing is written before commit. Errors are the
// store's. The writer thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/pipeline.h"
#include "fold/fold.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
#include "store/event_store.h"

namespace newswatch::daemon {

class EventPlan {
 public:
  EventPlan(store::EventStore& store, const config::Settings& settings, model::Time now)
      : store_(store), settings_(settings), now_(now) {}

  // The story joins or opens the event of the decision. `told`: it counts as told (a first document
  // under first_poll = "quiet").
  model::Result<void> add(const model::Story& story, const fold::Decision& decision, bool told);
  // A known report was edited, or met another topic. Before add(): once a story.
  model::Result<void> edit(const model::Story& story, bool told);
  // Messages for what add() and edit() made tellable, and everything into the batch.
  model::Result<void> finish(std::uint64_t first_row, store::Batch& batch, Applied& applied);

 private:
  struct Touched {
    model::Event event;
    std::vector<model::Report> reports;   // added or edited in this batch
    std::vector<model::Report> tellable;  // of them, added and not held; or that brought a topic
    bool quiet = false;                   // counts as told from here on
  };
  model::Result<Touched*> touch(const std::string& id);
  void gain_topics(model::Event& event, const std::vector<std::string>& topics);
  model::Result<void> tell(Touched& touched, std::uint64_t& row, store::Batch& batch);

  store::EventStore& store_;
  const config::Settings& settings_;
  const model::Time now_;
  std::map<std::string, Touched> touched_;  // by event id: ascending, so that a run repeats
  std::vector<Applied::Member> members_;
};

}  // namespace newswatch::daemon
