#include "engine/engine.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/announce.h"
#include "engine/feed_outcome.h"
#include "engine/plan_document.h"
#include "fold/features.h"
#include "fold/fold.h"
#include "net/url.h"
#include "poll/mend_times.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kTermBytes = 10;  // of one term of a change
constexpr model::Duration kLongSilence = std::chrono::minutes(30);
// In this time all feeds answer that can: 20 a second after a start.
constexpr model::Duration kCatchingUp = std::chrono::minutes(1);

std::size_t opened(const Changes& changes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(changes.placed, [](const auto& one) { return one.report.opened; }));
}

// Once a day all keys of a document are looked up, so that they count as shown (store/expiry.h).
bool shown_today(const Intake& intake) {
  const auto& last = intake.before.last_document;
  return last && std::chrono::floor<std::chrono::days>(*last) ==
                     std::chrono::floor<std::chrono::days>(intake.polled.at);
}

std::optional<model::GapBefore> unwatched(const Ingested& ingested) {
  if (!ingested.gap || ingested.gap->clock) return std::nullopt;
  const model::Gap& gap = *ingested.gap;
  return model::GapBefore{gap.feed, gap.from, gap.to, gap.rolled_over};
}

bool is_answer(const Ingested& ingested) {
  using enum Ingested::Outcome;
  return ingested.outcome == kDocument || ingested.outcome == kUnchanged;
}

}  // namespace

model::Result<void> Engine::reload(SettingsPtr settings) {
  auto topics = match::TopicSet::compile(settings->topics);
  if (!topics) return tl::unexpected(topics.error());
  topics_ = std::move(*topics);
  settings_ = std::move(settings);
  for (const config::TopicSettings& topic : settings_->topics) {
    index_.set_topic_words(topic.name, fold::term_ids(match::rule_words(topic)));
  }
  begin_look_back(rules_text(*settings_), look_back_ ? look_back_->by_hand : std::nullopt);
  by_url_.clear();
  remembered_.clear();  // a feed may have another outlet now
  failing_.clear();
  for (const config::FeedSettings& one : settings_->feeds) {
    by_url_[one.url] = &one;
    const model::FeedState state = feed(one.url);
    note_failing(state);
    last_answer_ = std::max(last_answer_, state.last_success);
  }
  forget_troubles_ = true;
  keeping_.begin_again();
  return {};
}

const config::FeedSettings* Engine::find_feed(const std::string& url) const {
  const auto at = by_url_.find(url);
  return at == by_url_.end() ? nullptr : at->second;
}

model::FeedState Engine::feed(const std::string& url) const {
  const auto at = feeds_.find(url);
  if (at != feeds_.end()) return at->second;
  model::FeedState state;
  state.url = url;
  return state;
}

std::vector<model::FeedState> Engine::feeds() const {
  std::vector<model::FeedState> states;
  for (const config::FeedSettings& one : settings_->feeds) states.push_back(feed(one.url));
  return states;
}

StepContext Engine::step_context(model::Time now) const {
  return {
      .store = store_,
      .settings = *settings_,
      .index = index_,
      .questions = questions_,
      .now = now,
      .arrived = now,
      .last_outbox_row = last_outbox_row_,
      .catch_up_until = catch_up_until_ && now <= *catch_up_until_ ? catch_up_until_ : std::nullopt,
      .expiry = &keeping_.expiry(),
      .hours = &hours_,
      .pending = &pending_,
      .silences = &silences_};
}

FoldContext Engine::fold_context(model::Time now) const {
  return {.step = step_context(now),
          .budget = budget_,
          .last_event_id = last_event_id_,
          .next_counts_change = next_counts_change_};
}

void Engine::sense_clock(Intake& intake) {
  const PollResult& polled = intake.polled;
  const auto step = clock_.look({polled.at, polled.mono});
  intake.clock_step = step;
  clock_.heard(net::origin(polled.url), polled.ahead);
  intake.clock_in_doubt = clock_.in_doubt();
  intake.clock_behind = clock_.behind();
  if (!step) return;
  if (last_answer_) *last_answer_ += step->by();
  catch_up_until_.reset();
  if (step->by() < model::Duration(0)) {
    for (auto& [url, state] : feeds_) poll::mend_times(state, polled.at);
    sinks_.shift(step->by());
  }
}

// The changes of the counts grow with every response: now and then a snapshot takes their place.
model::Result<void> Engine::snapshot_counts() {
  if (counts_bytes_ < kCountsBytes) return {};
  store::Batch batch;
  batch.counts_snapshot = index_.counts().snapshot();
  if (auto done = store_.commit(batch); !done) return done;
  counts_bytes_ = 0;
  return {};
}

// The state of the feed after the answer, whatever its items come to.
Ingested Engine::begin(Intake& intake, const config::FeedSettings& feed) const {
  intake.begun = true;
  const model::Time at = intake.polled.at;
  intake.before = this->feed(intake.polled.url);
  poll::mend_times(intake.before, at);
  const model::Time last = intake.before.last_success.value_or(at);
  Ingested ingested =
      feed_outcome(intake.before, intake.polled, rules(*settings_, feed),
                   {.in_doubt = intake.clock_in_doubt, .jumped = clock_.jumped_since(last, at)});
  ingested.feed.name = feed.name;
  if (ingested.gap) {
    ingested.gap->url = intake.polled.url;
    ingested.gap->feed = feed.name;
  }
  if (is_watching_ && is_answer(ingested) && last_answer_ && at - *last_answer_ >= kLongSilence) {
    const bool missed = ingested.gap && !ingested.gap->clock;
    if (missed || !failing_since(*last_answer_, at).empty()) ingested.silent_since = last_answer_;
  }
  return ingested;
}

std::vector<model::FeedState> Engine::failing_since(model::Time since, model::Time now) const {
  std::vector<model::FeedState> states;
  for (const std::string& url : failing_) {
    model::FeedState state = feed(url);
    if (state.paused || !state.failing_since || *state.failing_since < since - kCatchingUp) {
      continue;
    }
    state.next_poll = std::max(now, state.retry_after.value_or(now));
    states.push_back(std::move(state));
  }
  return states;
}

model::Result<PlannedDocument> Engine::plan(Intake& intake, const config::FeedSettings& feed,
                                            store::Batch& to, Ingested& ingested) {
  const PollResult& polled = intake.polled;
  if (ingested.outcome != Ingested::Outcome::kDocument || !polled.document) {
    intake.done = true;
    return PlannedDocument{};
  }
  const bool whole = (*polled.document)->items.size() <= kSliceItems;
  const model::FeedDocument slice = next_slice(intake);
  intake.done = whole || intake.next_item == (*polled.document)->items.size();
  DocumentContext context{
      .fold = fold_context(polled.at),
      .feed = feed,
      .topics = topics_,
      .first = !intake.before.first_success,
      .last_success = intake.before.last_success,
      .before = shown_today(intake) ? remembered_[polled.url] : identify::Remembered(),
      .clock_in_doubt = intake.clock_in_doubt};
  context.fold.step.unwatched = unwatched(ingested);
  context.fold.step.arrived = polled.at + intake.clock_behind;
  auto planned = plan_document(context, slice, to, ingested);
  if (planned && !whole) planned->remembered = {};
  return planned;
}

model::Result<Ingested> Engine::ingest(Intake& intake) {
  const std::string& url = intake.polled.url;
  const config::FeedSettings* feed = find_feed(url);
  if (feed == nullptr) {
    intake.done = true;
    Ingested removed;
    removed.outcome = Ingested::Outcome::kRemoved;
    removed.feed = this->feed(url);
    return removed;
  }
  if (!intake.begun) sense_clock(intake);
  if (auto done = drop_expired(); !done) return tl::unexpected(done.error());
  if (auto done = snapshot_counts(); !done) return tl::unexpected(done.error());
  Ingested ingested = intake.begun ? std::move(intake.so_far) : begin(intake, *feed);
  if (ingested.silent_since) catch_up_until_ = intake.polled.at + kCatchingUp;
  store::Batch batch;
  const std::size_t new_before = ingested.new_stories;
  auto planned = plan(intake, *feed, batch, ingested);
  if (!planned) return tl::unexpected(planned.error());
  keeping_.count(ingested.new_stories - new_before, opened(ingested.changes), intake.polled.at,
                 batch);
  near_misses_.drop_oldest(batch);
  if (intake.done) {
    ingested.feed.paused = this->feed(url).paused;  // by a person, while it was taken in
    batch.feeds.push_back(ingested.feed);
    if (ingested.gap) batch.gaps.push_back(*ingested.gap);
    batch.clock_memory = clock_.to_store();
    if (const auto trouble = clock_.trouble()) ingested.trouble.push_back(*trouble);
    ingested.clock = clock_.verdict();
    note_trouble(ingested, intake, batch);
    batch.tally = tally_;
    if (batch.tally->since == model::Time{}) batch.tally->since = intake.polled.at;
    ++batch.tally->polls;
    batch.tally->matched += ingested.matched;
    announce_first_document(step_context(intake.polled.at), ingested.feed.name,
                            std::move(ingested.first), batch, ingested.changes);
  }
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());

  if (intake.done) {
    clock_.committed();
    if (is_answer(ingested)) last_answer_ = std::max(last_answer_, ingested.feed.last_success);
  }
  unstored_failures_.erase(url);
  apply(*planned, batch, ingested.changes);
  if (!intake.done) {
    Changes changes = std::exchange(ingested.changes, {});
    intake.so_far = ingested;
    ingested.changes = std::move(changes);
    return ingested;
  }
  feeds_[url] = std::move(batch.feeds.back());
  if (ingested.outcome == Ingested::Outcome::kDocument) {
    remembered_[url] = std::move(planned->remembered);
  }
  note_failing(ingested.feed);
  return ingested;
}

model::Result<Ingested> Engine::ingest(PollResult polled) {
  Intake intake(std::move(polled));
  Changes changes;
  for (;;) {
    auto ingested = ingest(intake);
    if (!ingested) return ingested;
    append(changes, std::move(ingested->changes));
    if (!intake.done) continue;
    ingested->changes = std::move(changes);
    return ingested;
  }
}

UnstoredOutcome Engine::unstored(const PollResult& polled) {
  const config::FeedSettings* known = find_feed(polled.url);
  if (known == nullptr) return {feed(polled.url), std::nullopt};
  return unstored_outcome(feed(polled.url), polled, rules(*settings_, *known),
                          unstored_failures_[polled.url]);
}

model::Result<model::FeedState> Engine::searched(const SearchResult& search) {
  store::Batch batch;
  batch.feeds.push_back(feed(search.url));
  batch.feeds.back().searched = search.at;
  batch.feeds.back().proposed = search.found;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  return feeds_[search.url] = std::move(batch.feeds.back());
}

// Takes over a committed plan.
void Engine::apply(const PlannedDocument& planned, const store::Batch& batch,
                   const Changes& changes) {
  fold::apply(index_, planned.plan);
  near_misses_.committed(batch);
  keeping_.counted(batch);
  troubles_.take(batch);
  if (batch.tally) tally_ = *batch.tally;
  tally_.events += changes.announced.size();
  for (const Changes::PlacedReport& one : changes.placed) tally_.held += one.report.held ? 1 : 0;
  if (planned.hours) hours_ = *planned.hours;
  take(batch, changes, planned.replaced);
}

// Takes over what a committed batch changed.
void Engine::take(const store::Batch& batch, const Changes& changes,
                  const std::vector<ReplacedEvent>& replaced) {
  for (const ReplacedEvent& one : replaced) index_.replace(one.events, one.rows);
  for (const std::string& event : changes.closed) questions_.erase(event);
  for (const model::Question& question : changes.questions) {
    questions_[question.event].push_back(question);
  }
  if (!batch.judge_hour.empty()) budget_ = QuestionBudget(batch.judge_hour);
  if (!batch.last_event_id.empty()) last_event_id_ = batch.last_event_id;
  if (batch.last_outbox_row != 0) last_outbox_row_ = batch.last_outbox_row;
  for (const model::OutboxRow& row : batch.outbox) gathered_.add(row);
  note_pending(batch);
  if (batch.counts_change) {
    next_counts_change_ = batch.counts_change->seq + 1;
    for (const auto& [scope, added] : batch.counts_change->scopes) {
      counts_bytes_ += scope.size() + kTermBytes * added.terms.size();
    }
  }
}

model::Result<void> Engine::answered(const std::vector<model::Question>& questions) {
  store::Batch batch;
  OpenQuestions changed;
  for (const model::Question& answer : questions) {
    const auto asked = questions_.find(answer.event);
    if (asked == questions_.end()) continue;  // decided without it
    auto& of_event = changed.try_emplace(answer.event, asked->second).first->second;
    for (model::Question& question : of_event) {
      if (question.candidate != answer.candidate || question.settled) continue;
      question.settled = true;
      question.verdict = answer.verdict;
      question.why = answer.why;
      batch.questions.push_back(question);
    }
  }
  if (batch.questions.empty()) return {};
  if (auto done = store_.commit(batch); !done) return done;
  for (auto& [event, of_event] : changed) questions_[event] = std::move(of_event);
  return {};
}

model::Result<void> Engine::give_up_late_questions(model::Time now) {
  std::vector<model::Question> late = open_questions();
  std::erase_if(late, [&](const model::Question& one) { return one.deadline > now; });
  for (model::Question& question : late) {
    question.why = "newswatch did not run when its time was over";
  }
  return answered(late);
}

model::Result<Changes> Engine::resolve_doubts(model::Time now) {
  EventBatch events(step_context(now));
  for (const auto& [event, questions] : questions_) {
    if (auto done = resolve(events, event); !done) return tl::unexpected(done.error());
  }
  if (events.closed.empty()) return Changes{};
  store::Batch batch;
  batch.sync = true;
  if (auto done = announce(events, batch); !done) return tl::unexpected(done.error());
  const auto replaced = store_events(events, batch);
  if (!replaced) return tl::unexpected(replaced.error());
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  take(batch, events.changes, *replaced);
  hours_ = std::move(events.hours);
  return std::move(events.changes);
}

std::vector<model::Question> Engine::open_questions() const {
  std::vector<model::Question> open;
  for (const auto& [event, questions] : questions_) {
    std::ranges::copy_if(questions, std::back_inserter(open),
                         [](const model::Question& question) { return !question.settled; });
  }
  return open;
}

}  // namespace newswatch::engine
