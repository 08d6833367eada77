// FetchLoop: the schedule and the transfers, on one thread that never blocks but in the fetcher.
//
// A feed has at most one response between fetch and commit: it is due again only after PollDone
// from the writer. A document goes to the document log, any other response to the writer. When one
// of them is full, what is to be handed on waits here and nothing new is started: that is the
// back-pressure.
// A feed that has died for days has its site searched for another address, a page at a time, as one
// more kind of poll.
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

#include "daemon/messages.h"
#include "daemon/parse_worker.h"
#include "daemon/queue.h"
#include "daemon/requests.h"
#include "engine/discovery.h"
#include "engine/document_log.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "poll/schedule.h"

namespace newswatch::daemon {

class FetchLoop {
 public:
  // All references must outlive it.
  FetchLoop(fetch::Fetcher& fetcher, const model::Clock& clock, engine::DocumentLog& documents,
            Queue<WriterMessage>& writer);

  Queue<FetchMessage>& inbox() { return inbox_; }
  // Until stop(). Transfers in flight are dropped: their feeds keep the validators they had.
  void run(engine::SettingsPtr settings, std::vector<model::FeedState> states, Beat& beat);
  void stop();  // any thread

 private:
  void take(FetchMessage message);
  void reload(engine::SettingsPtr settings, std::vector<model::FeedState> states);
  void schedule(const config::Feed& feed, model::FeedState state);
  void hand_on();
  bool has_room() const;
  void start_due();
  void start(const std::string& url);
  void receive(fetch::FetchResult result);
  void search_on(const std::string& url, model::Result<fetch::Response> response);
  void ask_page(const std::string& url, std::string page);
  void check_stalled();
  model::Duration patience();
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
    bool page = false;  // of its site
  };
  struct Search {
    engine::Discovery discovery;
    std::string page;  // to ask next
  };
  // By url, as the writer last said; without what a poll has no use for.
  std::unordered_map<std::string, model::FeedState> states_;
  std::unordered_map<std::uint64_t, Flight> in_flight_;
  std::unordered_set<std::uint64_t> stalled_;  // of them, those that do not move
  std::unordered_map<std::string, Search> searches_;
  std::unordered_set<std::string> pending_;              // feeds asked, and not yet PollDone
  std::deque<engine::FetchedResponse> to_document_log_;  // wait for room
  std::deque<WriterMessage> to_write_;
  std::uint64_t next_id_ = 1;
  std::size_t unpolled_ = 0, unpolled_placed_ = 0;  // feeds that wait for their first poll
  model::Time last_seen_{};                         // of the clock
};

}  // namespace newswatch::daemon
