// FetchLoop: runs the schedule and the transfers on one thread, which blocks only in the fetcher.
//
// A feed has at most one response between fetch and commit: it is due again only after the writer's
// PollDone. A document goes to the document log, any other response to the writer. While one of
// them is full, responses wait here and no transfer is started (back-pressure).
//
// The site of a feed that has been dead for days is searched for another address (Discovery). The
// schedule decides when each page of it is asked, as for feeds.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/beats.h"
#include "daemon/messages.h"
#include "daemon/queue.h"
#include "daemon/requests.h"
#include "engine/discovery.h"
#include "engine/document_log.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/clock_step.h"
#include "poll/schedule.h"

namespace newswatch::daemon {

class FetchLoop {
 public:
  // All references must outlive it.
  FetchLoop(fetch::Fetcher& fetcher, const model::Clock& clock, engine::DocumentLog& documents,
            Queue<WriterMessage>& writer);

  Queue<FetchMessage>& inbox() { return inbox_; }
  // Runs until stop(). Transfers in flight are dropped, and their feeds keep their old validators.
  void run(engine::SettingsPtr settings, std::vector<model::FeedState> states, Beat& beat);
  void stop();  // any thread

 private:
  void take(FetchMessage message);
  void renew_trust(const config::FetchSettings& settings);
  void reload(engine::SettingsPtr settings, std::vector<model::FeedState> states);
  void schedule(const config::FeedSettings& feed, model::FeedState state);
  void hand_on();
  bool has_room() const;
  void start_due();
  void start(const std::string& url);
  void receive(fetch::FetchResult result);
  void search_on(const std::string& url, model::Result<fetch::Response> response);
  void ask_page(const std::string& url, std::string page);
  void check_stalled();
  model::Duration patience(const Beat& beat);
  void check_clock();

  fetch::Fetcher& fetcher_;
  const model::Clock& clock_;
  engine::DocumentLog& documents_;
  Queue<WriterMessage>& writer_;
  Queue<FetchMessage> inbox_;
  std::atomic<bool> stopping_ = false;

  engine::SettingsPtr settings_;
  std::unique_ptr<Requests> requests_;
  poll::Schedule schedule_;
  struct Flight {
    std::string url;    // of the feed
    bool page = false;  // it asks a page of the feed's site (Search)
  };
  struct Search {
    engine::Discovery discovery;
    std::string page;  // to ask next
  };
  // By url, as last received from the writer, without the fields that a poll does not need.
  std::unordered_map<std::string, model::FeedState> states_;
  std::unordered_map<std::uint64_t, Flight> in_flight_;
  std::unordered_set<std::uint64_t> stalled_;  // those of them that do not move
  std::unordered_map<std::string, Search> searches_;
  std::unordered_set<std::string> pending_;              // feeds between start and PollDone
  std::deque<engine::FetchedResponse> to_document_log_;  // wait for room there
  std::deque<WriterMessage> to_write_;
  std::size_t max_transfers_ = 1;  // that move
  std::uint64_t next_id_ = 1;
  std::size_t unpolled_ = 0, unpolled_placed_ = 0;  // feeds that wait for their first poll
  model::StepWatch steps_;                          // of the clock
};

}  // namespace newswatch::daemon
