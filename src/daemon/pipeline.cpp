#include "daemon/pipeline.h"

#include <algorithm>
#include <utility>

#include "daemon/feed_outcome.h"
#include "daemon/read_document.h"
#include "fold/features.h"
#include "notify/policy.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

constexpr std::chrono::days kGapsKept{90};
constexpr int kSuspect = 2;  // fetches noted whose result never came

// The positive terms of a topic's rule: they say nothing inside their own topic.
std::vector<std::string> rule_words(const config::Topic& topic) {
  std::vector<std::string> words;
  const auto take = [&](const config::Terms& terms) {
    for (const auto* list : {&terms.title, &terms.summary, &terms.text}) {
      for (const std::string& term : *list) {
        if (!term.starts_with('/')) words.push_back(term);
      }
    }
  };
  for (const config::Clause& clause : topic.clauses) {
    take(clause.all);
    // Beside an `all`, the words of `any` are context and tell one happening from another.
    if (clause.all.empty()) take(clause.any);
  }
  return words;
}

}  // namespace

model::Result<std::unique_ptr<Pipeline>> Pipeline::open(store::EventStore& store,
                                                        SettingsPtr settings,
                                                        const model::Clock& clock) {
  std::unique_ptr<Pipeline> pipeline(new Pipeline(store, clock));
  auto state = store::fold_state(store);
  if (!state) return tl::unexpected(state.error());
  for (const model::IndexRow& row : state->rows) pipeline->index_.add(row);
  for (const auto& [scope, counts] : state->counts) pipeline->index_.set_counts(scope, counts);
  auto feeds = store::all_feeds(store);
  if (!feeds) return tl::unexpected(feeds.error());
  for (model::FeedState& feed : *feeds) pipeline->feeds_[feed.url] = std::move(feed);
  auto last_id = store::last_event_id(store);
  if (!last_id) return tl::unexpected(last_id.error());
  pipeline->last_event_id_ = std::move(*last_id);
  auto last_row = store::last_outbox_row(store);
  if (!last_row) return tl::unexpected(last_row.error());
  pipeline->last_outbox_row_ = *last_row;
  auto questions = store::all_questions(store);
  if (!questions) return tl::unexpected(questions.error());
  for (model::Question& question : *questions) {
    pipeline->questions_[question.event].push_back(std::move(question));
  }
  auto hour = store::judge_hour(store);
  if (!hour) return tl::unexpected(hour.error());
  pipeline->limit_ = HourlyLimit(*hour);
  if (auto loaded = pipeline->reload(std::move(settings)); !loaded) {
    return tl::unexpected(loaded.error());
  }
  if (auto done = pipeline->back_off_suspects(); !done) return tl::unexpected(done.error());
  return pipeline;
}

model::Result<void> Pipeline::reload(SettingsPtr settings) {
  auto topics = match::TopicSet::compile(settings->topics);
  if (!topics) return tl::unexpected(topics.error());
  topics_ = std::move(*topics);
  settings_ = std::move(settings);
  for (const config::Topic& topic : settings_->topics) {
    index_.set_topic_words(topic.name, fold::term_ids(rule_words(topic)));
  }
  by_url_.clear();
  remembered_.clear();  // a feed may have another outlet now
  failing_ = 0;
  for (const config::Feed& one : settings_->feeds) {
    by_url_[one.url] = &one;
    if (feed(one.url).failures > 0) ++failing_;
  }
  return {};
}

model::Result<void> Pipeline::back_off_suspects() {
  store::Batch batch;
  for (auto& [url, state] : feeds_) {
    const config::Feed* feed = find_feed(url);
    if (state.unfinished < kSuspect || feed == nullptr) continue;
    suspects_.push_back(url);
    std::string error = "its document ended the process " + std::to_string(state.unfinished) +
                        " times while it was read";
    if (state.last_error == error) continue;  // backed off by an earlier start, not asked since
    state.last_error = std::move(error);
    if (state.failures++ == 0) ++failing_;
    if (!state.failing_since) state.failing_since = clock_.now();
    state.next_poll =
        poll::after_error(clock_.now(), rules(*settings_, *feed).intervals, state.failures, url);
    batch.feeds.push_back(state);
  }
  if (batch.feeds.empty()) return {};
  return store_.commit(batch);
}

const config::Feed* Pipeline::find_feed(const std::string& url) const {
  const auto at = by_url_.find(url);
  return at == by_url_.end() ? nullptr : at->second;
}

model::FeedState Pipeline::feed(const std::string& url) const {
  const auto at = feeds_.find(url);
  if (at != feeds_.end()) return at->second;
  model::FeedState state;
  state.url = url;
  return state;
}

std::vector<model::FeedState> Pipeline::feeds() const {
  std::vector<model::FeedState> states;
  for (const config::Feed& one : settings_->feeds) states.push_back(feed(one.url));
  return states;
}

model::Result<void> Pipeline::note(const std::string& url) {
  store::Batch batch;
  batch.feeds.push_back(feed(url));
  if (const config::Feed* known = find_feed(url)) batch.feeds.back().name = known->name;
  ++batch.feeds.back().unfinished;
  if (auto done = store_.commit(batch); !done) return done;
  feeds_[url] = std::move(batch.feeds.back());
  noted_.insert(url);
  return {};
}

model::Result<void> Pipeline::withdraw_notes() {
  store::Batch batch;
  for (const std::string& url : noted_) {
    batch.feeds.push_back(feed(url));
    int& unfinished = batch.feeds.back().unfinished;
    unfinished = std::max(0, unfinished - 1);
  }
  if (batch.feeds.empty()) return {};
  if (auto done = store_.commit(batch); !done) return done;
  for (model::FeedState& state : batch.feeds) feeds_[state.url] = std::move(state);
  noted_.clear();
  return {};
}

model::Result<void> Pipeline::delivered(const std::vector<notify::Outcome>& outcomes) {
  store::Batch batch;
  batch.sync = true;
  for (const notify::Outcome& outcome : outcomes) {
    if (outcome.attempt.fate == notify::Fate::kDelivered) {
      batch.dropped_outbox.push_back(outcome.attempt.row.row);
      if (auto done = note_heard(outcome.attempt.row, batch); !done) return done;
      continue;
    }
    const auto moved = is_moved(outcome.attempt.row);
    if (!moved) return tl::unexpected(moved.error());
    if (!*moved) batch.outbox.push_back(outcome.attempt.row);
  }
  return store_.commit(batch);
}

// The event was merged while its message was tried: the row is about another event now, or gone.
model::Result<bool> Pipeline::is_moved(const model::OutboxRow& row) {
  if (row.notification.type != notify::kEventNew) return false;
  const auto event = store::find_event(store_, row.notification.event.id);
  if (!event) return tl::unexpected(event.error());
  return *event && !(*event)->merged_into.empty();
}

// A message that went out by itself, because the judge's time was over: its event waits no longer.
// What is answered yet merges two events that were told.
model::Result<void> Pipeline::note_heard(const model::OutboxRow& row, store::Batch& batch) {
  const std::string& id = row.notification.event.id;
  if (!questions_.contains(id)) return {};
  auto event = store::find_event(store_, id);
  if (!event) return tl::unexpected(event.error());
  if (!*event || !(*event)->waiting) return {};
  (*event)->waiting = false;
  batch.events.push_back(std::move(**event));
  return {};
}

// In steps of whole hours: a pipeline that was opened a moment ago has dropped what an older one
// has, so that both decide the same.
model::Result<void> Pipeline::drop_expired(model::Time now) {
  const model::Time horizon = std::chrono::floor<std::chrono::hours>(now - settings_->event.window);
  if (horizon == dropped_before_) return {};
  store::Batch batch;
  batch.dropped_index_rows = index_.expired(horizon);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (today != gaps_dropped_on_) batch.gaps_before = model::Time(today - kGapsKept);
  if (!batch.dropped_index_rows.empty() || batch.gaps_before) {
    if (auto done = store_.commit(batch); !done) return done;
    index_.drop_before(horizon);
    gaps_dropped_on_ = today;
  }
  dropped_before_ = horizon;
  return {};
}

// The feed left the config while it was asked: its response is dropped, and its note with it.
model::Result<Applied> Pipeline::leave(const std::string& url) {
  Applied none;
  none.outcome = Applied::Outcome::kRemoved;
  none.feed = feed(url);
  const auto known = feeds_.find(url);
  if (known == feeds_.end() || known->second.unfinished == 0) return none;
  none.feed.unfinished = 0;
  store::Batch batch;
  batch.feeds.push_back(none.feed);
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  known->second = none.feed;
  noted_.erase(url);
  return none;
}

model::Result<Applied> Pipeline::apply(const Polled& polled) {
  const config::Feed* feed = find_feed(polled.url);
  if (feed == nullptr) return leave(polled.url);
  if (auto done = drop_expired(polled.at); !done) return tl::unexpected(done.error());
  model::FeedState before = this->feed(polled.url);
  const bool was_failing = before.failures > 0;
  const auto first_success = before.first_success, last_success = before.last_success;
  // It was read, whatever becomes of the commit: a full disk must not look like its fault.
  if (const auto known = feeds_.find(polled.url); known != feeds_.end()) {
    known->second.unfinished = 0;
  }
  Applied applied = feed_outcome(std::move(before), polled, rules(*settings_, *feed));
  applied.feed.name = feed->name;
  store::Batch batch;
  if (applied.gap) {
    applied.gap->url = polled.url;
    applied.gap->feed = feed->name;
    batch.gaps.push_back(*applied.gap);
  }
  Folded folded;
  if (applied.outcome == Applied::Outcome::kDocument) {
    const ReadContext context{.store = store_,
                              .settings = *settings_,
                              .feed = *feed,
                              .topics = topics_,
                              .index = index_,
                              .questions = questions_,
                              .limit = limit_,
                              .now = polled.at,
                              .first = !first_success,
                              .answered = last_success,
                              .gap = applied.gap,
                              .before = remembered_[polled.url],
                              .last_event_id = last_event_id_,
                              .last_outbox_row = last_outbox_row_};
    auto read = read_document(context, **polled.document, batch, applied);
    if (!read) return tl::unexpected(read.error());
    folded = std::move(*read);
  }
  batch.feeds.push_back(applied.feed);
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());

  fold::apply(index_, folded.plan);
  take(batch, applied.changes, folded.rewoven);
  feeds_[polled.url] = std::move(batch.feeds.back());
  noted_.erase(polled.url);
  if (applied.outcome == Applied::Outcome::kDocument) {
    remembered_[polled.url] = std::move(folded.remembered);
  }
  if (was_failing) --failing_;
  if (applied.feed.failures > 0) ++failing_;
  return applied;
}

model::Result<model::FeedState> Pipeline::searched(const Searched& search) {
  store::Batch batch;
  batch.feeds.push_back(feed(search.url));
  batch.feeds.back().searched = search.at;
  batch.feeds.back().proposed = search.found;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  return feeds_[search.url] = std::move(batch.feeds.back());
}

// What a batch that was committed makes of what the pipeline knows.
void Pipeline::take(const store::Batch& batch, const Changes& changes,
                    const std::vector<Rewoven>& rewoven) {
  for (const Rewoven& one : rewoven) index_.replace(one.gone, one.rows);
  for (const std::string& event : changes.settled) questions_.erase(event);
  for (const model::Question& question : changes.questions) {
    questions_[question.event].push_back(question);
  }
  if (!batch.judge_hour.empty()) limit_ = HourlyLimit(batch.judge_hour);
  if (!batch.last_event_id.empty()) last_event_id_ = batch.last_event_id;
  if (batch.last_outbox_row != 0) last_outbox_row_ = batch.last_outbox_row;
}

model::Result<void> Pipeline::answered(const std::vector<model::Question>& questions) {
  store::Batch batch;
  OpenQuestions known;
  for (const model::Question& answer : questions) {
    const auto asked = questions_.find(answer.event);
    if (asked == questions_.end()) continue;  // settled without it
    OpenQuestions::mapped_type& of_event =
        known.try_emplace(answer.event, asked->second).first->second;
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
  for (auto& [event, of_event] : known) questions_[event] = std::move(of_event);
  return {};
}

model::Result<void> Pipeline::give_up_late_questions() {
  std::vector<model::Question> late = open_questions();
  std::erase_if(late, [&](const model::Question& one) { return one.deadline > clock_.now(); });
  for (model::Question& question : late) question.why = "its time was over while nobody watched";
  return answered(late);
}

model::Result<Changes> Pipeline::settle() {
  Changes changes;
  EventPlan plan({.store = store_,
                  .settings = *settings_,
                  .index = index_,
                  .questions = questions_,
                  .now = clock_.now()});
  for (const auto& [event, questions] : questions_) {
    if (auto done = plan.answer(event); !done) return tl::unexpected(done.error());
  }
  store::Batch batch;
  batch.sync = true;
  const auto rewoven = plan.finish(last_outbox_row_ + 1, batch, changes);
  if (!rewoven) return tl::unexpected(rewoven.error());
  if (changes.settled.empty()) return changes;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  take(batch, changes, *rewoven);
  return changes;
}

std::vector<model::Question> Pipeline::open_questions() const {
  std::vector<model::Question> open;
  for (const auto& [event, questions] : questions_) {
    std::ranges::copy_if(questions, std::back_inserter(open),
                         [](const model::Question& question) { return !question.settled; });
  }
  return open;
}

}  // namespace newswatch::daemon
