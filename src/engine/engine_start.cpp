// The start of an Engine: what is stored is read, and mended where the last run left it wrong.
#include <algorithm>
#include <utility>

#include "engine/engine.h"
#include "engine/feed_outcome.h"
#include "engine/trouble_text.h"
#include "poll/mend_times.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr int kSuspectFrom = 2;  // a document that ended the process once may have been innocent

std::optional<model::Time> last_poll(const std::map<std::string, model::FeedState>& feeds) {
  std::optional<model::Time> last;
  for (const auto& [url, state] : feeds) last = std::max(last, state.last_attempt);
  return last;
}

}  // namespace

model::Result<std::unique_ptr<Engine>> Engine::open(store::EventStore& store,
                                                    SettingsPtr settings) {
  std::unique_ptr<Engine> engine(new Engine(store));
  if (auto done = engine->read_back(); !done) return tl::unexpected(done.error());
  if (auto done = engine->reload(std::move(settings)); !done) return tl::unexpected(done.error());
  return engine;
}

model::Result<void> Engine::read_back() {
  if (auto done = read_back_index(); !done) return done;
  auto feeds = store::all_feeds(store_);
  if (!feeds) return tl::unexpected(feeds.error());
  for (model::FeedState& feed : *feeds) feeds_[feed.url] = std::move(feed);
  const auto memory = store::clock_memory(store_);
  if (!memory) return tl::unexpected(memory.error());
  clock_ = ClockSense(read_clock_memory(*memory, last_poll(feeds_)));
  auto near = store::near_keys(store_);
  if (!near) return tl::unexpected(near.error());
  near_misses_ = NearMissRing(std::move(*near));
  auto troubles = store::all_troubles(store_);
  if (!troubles) return tl::unexpected(troubles.error());
  troubles_ = Troubles(std::move(*troubles));
  auto sinks = store::all_sinks(store_);
  if (!sinks) return tl::unexpected(sinks.error());
  sinks_ = SinkHealth(std::move(*sinks));
  const auto gathering = store::for_each_outbox(store_, [&](const model::OutboxRow& row) {
    gathered_.add(row);
    pending_.add(row);
    return true;
  });
  if (!gathering) return tl::unexpected(gathering.error());
  auto silences = store::all_silences(store_);
  if (!silences) return tl::unexpected(silences.error());
  silences_ = std::move(*silences);
  const auto tally = store::tally(store_);
  if (!tally) return tl::unexpected(tally.error());
  tally_ = *tally;
  const auto days = store::day_counts(store_);
  if (!days) return tl::unexpected(days.error());
  const auto undated = store::undated(store_);
  if (!undated) return tl::unexpected(undated.error());
  keeping_ = Keeping(*days, *undated);
  auto rules = store::matched_rules(store_);
  if (!rules) return tl::unexpected(rules.error());
  matched_rules_ = std::move(*rules);
  auto last_id = store::last_event_id(store_);
  if (!last_id) return tl::unexpected(last_id.error());
  last_event_id_ = std::move(*last_id);
  const auto last_row = store::last_outbox_row(store_);
  if (!last_row) return tl::unexpected(last_row.error());
  last_outbox_row_ = *last_row;
  auto questions = store::all_questions(store_);
  if (!questions) return tl::unexpected(questions.error());
  for (model::Question& question : *questions) {
    questions_[question.event].push_back(std::move(question));
  }
  const auto hour = store::judge_hour(store_);
  if (!hour) return tl::unexpected(hour.error());
  budget_ = QuestionBudget(*hour);
  return {};
}

// Row by row: a window of a million stories would take as much again beside the index.
model::Result<void> Engine::read_back_index() {
  const auto reading = store::for_each_index_row(store_, [&](const model::IndexRow& row) {
    index_.add(row);
    return true;
  });
  if (!reading) return reading;
  const auto counts = store::stored_counts(store_);
  if (!counts) return tl::unexpected(counts.error());
  index_.counts().restore(counts->snapshot);
  for (const model::CountsChange& change : counts->changes) index_.counts().take(change);
  if (!counts->changes.empty()) next_counts_change_ = counts->changes.back().seq + 1;
  counts_bytes_ = counts->of_earlier_schema ? kCountsBytes : counts->change_bytes;
  return {};
}

model::Result<std::optional<model::ClockStep>> Engine::check_clock(const model::Moment& now) {
  store::Batch batch;
  for (const auto& [url, state] : feeds_) {
    model::FeedState mended = state;
    if (poll::mend_times(mended, now.wall)) batch.feeds.push_back(std::move(mended));
  }
  if (!batch.feeds.empty()) {
    if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
    for (model::FeedState& state : batch.feeds) feeds_[state.url] = std::move(state);
  }
  auto step = clock_.look(now);
  if (step) {
    if (last_answer_) *last_answer_ += step->by();
    auto done = begin_trouble(model::TroubleKind::kClockStepped, stepped_text(*step), now.wall);
    if (!done) return tl::unexpected(done.error());
  }
  return step;
}

model::Result<std::vector<model::FeedState>> Engine::back_off(
    const std::map<std::string, int>& suspects, model::Time now) {
  std::vector<model::FeedState> named;
  store::Batch batch;
  for (const auto& [url, times] : suspects) {
    const config::FeedSettings* known = find_feed(url);
    if (times < kSuspectFrom || known == nullptr) continue;
    model::FeedState state = feed(url);
    state.name = known->name;
    if (auto backed_off = back_off_suspect(state, times, rules(*settings_, *known), now)) {
      state = std::move(*backed_off);
      note_failing(state);
      batch.feeds.push_back(state);
    }
    named.push_back(std::move(state));
  }
  if (batch.feeds.empty()) return named;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  for (model::FeedState& state : batch.feeds) feeds_[state.url] = std::move(state);
  return named;
}

}  // namespace newswatch::engine
