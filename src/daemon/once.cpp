// `newswatch run --once`: one round on one thread, so that a run can be repeated exactly.
//
// (1) settles the judge's open questions and tries the outbox rows that an earlier run left; (2)
// asks every feed once with its stored validators, whatever its stored next time (not one under
// Retry-After or gone); (3) applies the responses one at a time in the order of the config, each
// only when the judge's questions of all before it are answered or late; (4) tries every row of
// this round once.
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

#include "daemon/ask_once.h"
#include "daemon/daemon.h"
#include "daemon/judging.h"
#include "daemon/log.h"
#include "daemon/parse_worker.h"
#include "daemon/pipeline.h"
#include "daemon/report.h"
#include "daemon/requests.h"
#include "net/url.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

class Round {
 public:
  Round(const Surroundings& around, Pipeline& pipeline)
      : around_(around),
        pipeline_(pipeline),
        deliverer_(pipeline.settings(),
                   {around.state_dir, around.environment,
                    [](const record::LogLine& line) { log(Level::kInfo, line); }},
                   around.clock),
        asker_(make_asker(around.make_judge, pipeline.settings())) {}

  // Asks the judge and waits for every answer: what an answer comes to must not depend on which
  // was first.
  model::Result<void> settle(std::vector<model::Question> questions) {
    asker_->ask(std::move(questions));
    while (!asker_->idle()) {
      const auto answers = asker_->step(around_.clock.now());
      if (const auto change = asker_->away_changed()) report::judge_away(*change);
      if (auto done = pipeline_.answered(answers); !done) return done;
      if (asker_->idle()) break;
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kLongestSleep;
      asker_->watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
    }
    const auto changes = pipeline_.settle();
    if (!changes) return tl::unexpected(changes.error());
    report::changed(*changes);
    return {};
  }

  // What an earlier run asked and heard no answer of.
  model::Result<void> settle_what_is_left() {
    std::vector<model::Question> questions = pipeline_.open_questions();
    const model::Time deadline = around_.clock.now() + pipeline_.settings().judge.timeout;
    for (model::Question& question : questions) question.deadline = deadline;
    return settle(std::move(questions));
  }

  model::Result<void> deliver(std::vector<model::OutboxRow> rows) {
    if (rows.empty()) return {};
    deliverer_.try_each_once(std::move(rows));
    for (;;) {
      const auto outcomes = deliverer_.step(around_.clock.now());
      if (!outcomes.empty()) {
        report::deliveries(outcomes);
        if (auto done = pipeline_.delivered(outcomes); !done) return done;
        continue;
      }
      if (deliverer_.idle()) return {};
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = kLongestSleep;
      deliverer_.watch(around_.clock.now(), fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(std::max<std::int64_t>(wait->count(), 0)));
    }
  }

  // All transfers, with the manners of the daemon; the responses by url.
  std::map<std::string, ParseJob> ask_all() {
    std::vector<std::pair<std::string, model::Error>> refused;
    const Requests requests(pipeline_.settings(), refused);
    for (const auto& [feed, error] : refused) report::feed_setup(feed, error);
    const config::Fetch& fetch = pipeline_.settings().fetch;
    const model::Time start = around_.clock.now();
    std::set<std::string> held;  // hosts that said Retry-After for all their feeds
    for (const config::Feed& feed : pipeline_.settings().feeds) {
      const model::FeedState state = pipeline_.feed(feed.url);
      if (state.retry_after.value_or(start) > start) held.insert(state.limited_host);
    }
    OnceEach each{.limits = {fetch.per_host, fetch.host_gap},
                  .request = [&](std::uint64_t id, const std::string& url) {
                    return requests.make(id, url, pipeline_.feed(url));
                  }};
    for (const config::Feed& feed : pipeline_.settings().feeds) {
      const model::FeedState state = pipeline_.feed(feed.url);
      const bool waits = state.gone || state.retry_after.value_or(start) > start;
      std::string host = net::origin(state.address());
      if (waits || held.contains(host) || requests.feed(feed.url) == nullptr) continue;
      each.feeds.push_back({feed.url, std::move(host)});
    }
    return ask_each_once(around_.fetcher, around_.clock, each);
  }

  // In the order of the config.
  model::Result<void> apply_all(std::map<std::string, ParseJob> responses) {
    for (const config::Feed& feed : pipeline_.settings().feeds) {
      const auto at = responses.find(feed.url);
      if (at == responses.end()) continue;
      ParseJob& job = at->second;
      if (job.response && job.response->status == 200) {
        if (auto noted = pipeline_.note(job.url); !noted) return noted;
      }
      // Applied in another order than they came: the time is that of applying, so that reports of
      // an event stand in the order in which they joined.
      const Polled polled = parse_response(job.url, around_.clock.now(), std::move(job.response));
      auto applied = pipeline_.apply(polled);
      if (!applied) return tl::unexpected(applied.error());
      report::applied(*applied);
      if (applied->changes.questions.empty()) continue;
      if (auto done = settle(std::move(applied->changes.questions)); !done) return done;
    }
    return {};
  }

 private:
  const Surroundings& around_;
  Pipeline& pipeline_;
  notify::Deliverer deliverer_;
  std::unique_ptr<judge::Asker> asker_;
};

// Of those in the store, the ones that may go out and are newer than `after`.
model::Result<std::vector<model::OutboxRow>> rows_after(store::EventStore& store,
                                                        std::uint64_t after) {
  auto rows = store::all_outbox(store);
  if (!rows) return rows;
  std::erase_if(*rows, [&](const model::OutboxRow& row) { return row.dead || row.row <= after; });
  return rows;
}

model::Result<void> one_round(const Surroundings& around, Pipeline& pipeline) {
  Round round(around, pipeline);
  if (auto done = round.settle_what_is_left(); !done) return done;
  auto left = rows_after(around.store, 0);
  if (!left) return tl::unexpected(left.error());
  if (auto done = round.deliver(std::move(*left)); !done) return done;
  const std::uint64_t before = pipeline.last_outbox_row();
  if (auto done = round.apply_all(round.ask_all()); !done) return done;
  auto rows = rows_after(around.store, before);
  if (!rows) return tl::unexpected(rows.error());
  return round.deliver(std::move(*rows));
}

}  // namespace

int run_once(const Surroundings& around, SettingsPtr settings) {
  report::started(*settings, around.state_dir);
  auto pipeline = Pipeline::open(around.store, settings, around.clock);
  if (!pipeline) {
    report::fatal("start", pipeline.error().context);
    return EXIT_FAILURE;
  }
  for (const std::string& url : (*pipeline)->suspects()) {
    const model::FeedState state = (*pipeline)->feed(url);
    report::suspect_feed(state.name, state);
  }
  if (const auto done = one_round(around, **pipeline); !done) {
    report::fatal("run --once", done.error().context);
    return EXIT_FAILURE;
  }
  report::stopped();
  flush_log();
  return EXIT_SUCCESS;
}

}  // namespace newswatch::daemon
