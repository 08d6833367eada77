// EventPlan: two events become one.
#include <algorithm>
#include <iterator>

#include "daemon/event_plan.h"
#include "notify/policy.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

constexpr int kLongestChain = 1000;  // a circle would be a bug

bool is_heard(const model::Event& event) { return !event.waiting && !event.told_topics.empty(); }

bool lives_on(const model::Event& a, const model::Event& b) {
  if (is_heard(a) != is_heard(b)) return is_heard(a);
  if (a.waiting != b.waiting) return b.waiting;
  return a.id < b.id;
}

}  // namespace

// The event that has its reports and can take more; nullopt: it left the window, or the store.
model::Result<std::optional<std::string>> EventPlan::living(std::string event) {
  for (int i = 0; i < kLongestChain; ++i) {
    const auto at = touched_.find(event);
    std::string next;
    if (at != touched_.end()) {
      next = at->second.event.merged_into;
      if (next.empty() && at->second.opened) return event;
    } else if (index_.find(event) == nullptr) {
      const auto stored = store::find_event(store_, event);
      if (!stored) return tl::unexpected(stored.error());
      if (*stored) next = (*stored)->merged_into;
    }
    if (next.empty()) {
      return index_.find(event) == nullptr ? std::nullopt : std::optional(std::move(event));
    }
    event = std::move(next);
  }
  return model::fail(model::ErrorKind::kCorrupt, "event " + event + " was merged in a circle");
}

model::Result<void> EventPlan::merge(const std::string& one, const std::string& other,
                                     const std::string& why) {
  const auto a = living(one);
  if (!a) return tl::unexpected(a.error());
  const auto b = living(other);
  if (!b) return tl::unexpected(b.error());
  if (!*a || !*b || **a == **b) return {};
  const auto apart = are_apart(**a, **b);
  if (!apart) return tl::unexpected(apart.error());
  if (*apart) return {};
  const auto kept = weave(**a, **b);
  if (!kept) return tl::unexpected(kept.error());
  const std::string& gone = *kept == **a ? **b : **a;
  Touched& lives = touched_.at(*kept);
  for (model::Report& report : lives.reports) {
    const bool opened_the_other = report.score == 0 && report.link == touched_.at(gone).event.link;
    if (opened_the_other) report.why.push_back("merged: " + why);
  }
  merges_.push_back({gone, *kept, lives.event.title, why});
  return {};
}

// The judge said so of one and an event whose reports the other has now.
model::Result<bool> EventPlan::are_apart(const std::string& one, const std::string& other) {
  for (const auto& [of, from] : {std::pair(one, other), std::pair(other, one)}) {
    const auto touched = touch(of);
    if (!touched) return tl::unexpected(touched.error());
    for (const std::string& event : (*touched)->event.apart) {
      const auto lives_in = living(event);
      if (!lives_in) return tl::unexpected(lives_in.error());
      if (*lives_in == from) return true;
    }
  }
  return false;
}

// Both are living. Returns the one that lives on.
model::Result<std::string> EventPlan::weave(const std::string& one, const std::string& other) {
  const auto a = touch(one);
  if (!a) return tl::unexpected(a.error());
  const auto b = touch(other);
  if (!b) return tl::unexpected(b.error());
  const bool first_lives = lives_on((*a)->event, (*b)->event);
  Touched& kept = first_lives ? **a : **b;
  Touched& gone = first_lives ? **b : **a;
  if (is_heard(kept.event) && is_heard(gone.event)) {
    both_told_.emplace_back(kept.event.id, gone.event.id);
  }
  // Before `kept` counts as told of what the other was.
  if (auto moved = move_messages(gone, kept); !moved) return tl::unexpected(moved.error());
  if (auto moved = move_reports(gone, kept); !moved) return tl::unexpected(moved.error());
  close_questions(gone.event.id);

  model::Event& into = kept.event;
  const model::Event& from = gone.event;
  unite(into.topics, from.topics);
  unite(into.told_topics, from.told_topics);
  unite(into.outlets, from.outlets);
  unite(into.origins, from.origins);
  unite(into.apart, from.apart);
  into.report_count += from.report_count;
  into.updated = now_;
  if (from.first_published &&
      (!into.first_published || *from.first_published < *into.first_published)) {
    into.first_published = from.first_published;
  }
  kept.quiet = kept.quiet || gone.quiet;
  kept.changed = gone.changed = true;
  kept.took_in.push_back(from.id);
  unite(kept.took_in, gone.took_in);
  gone.event.merged_into = into.id;
  gone.event.waiting = false;
  return into.id;
}

model::Result<void> EventPlan::move_reports(Touched& gone, Touched& kept) {
  auto reports = all_reports(gone);
  if (!reports) return tl::unexpected(reports.error());
  for (model::Report& report : *reports) {
    // Of one that this batch brings nothing is stored yet; to drop it costs nothing.
    dropped_.emplace_back(gone.event.id, report.story);
    moved_[report.story] = kept.event.id;
    report.event = kept.event.id;
    lay_over(kept.reports, report);
  }
  for (model::Report& report : gone.tellable) {
    report.event = kept.event.id;
    kept.tellable.push_back(std::move(report));
  }
  gone.reports.clear();
  gone.tellable.clear();
  return {};
}

model::Result<std::vector<EventPlan::Message*>> EventPlan::messages_about(
    const std::string& event) {
  if (!messages_) {
    auto rows = store::all_outbox(store_);
    if (!rows) return tl::unexpected(rows.error());
    messages_.emplace();
    for (model::OutboxRow& row : *rows) {
      if (!row.dead && row.notification.type == notify::kEventNew) {
        messages_->push_back({std::move(row)});
      }
    }
  }
  std::vector<Message*> found;
  for (Message& message : *messages_) {
    if (!message.dropped && message.row.notification.event.id == event) found.push_back(&message);
  }
  return found;
}

// A message that a sink has not got yet: about the event that lives on if the sink has not heard of
// that one, else no more.
model::Result<void> EventPlan::move_messages(const Touched& gone, const Touched& kept) {
  if (gone.opened || gone.event.told_topics.empty()) return {};
  auto messages = messages_about(gone.event.id);
  if (!messages) return tl::unexpected(messages.error());
  std::vector<std::string> topics = kept.event.topics;
  unite(topics, gone.event.topics);
  for (Message* message : *messages) {
    const auto sink = std::ranges::find(settings_.sinks, message->row.sink, &config::Sink::name);
    const bool wanted =
        sink == settings_.sinks.end()
            ? kept.event.told_topics.empty()
            : notify::wants(*sink, notify::kEventNew, topics, kept.event.told_topics);
    if (wanted) {
      message->row.notification.event.id = kept.event.id;
      message->revised = true;
    } else {
      message->dropped = true;
    }
  }
  return {};
}

// It stands by itself: what waited in the outbox goes out.
model::Result<void> EventPlan::release(Touched& touched) {
  if (!touched.event.waiting) return {};
  touched.event.waiting = false;
  touched.changed = true;
  auto messages = messages_about(touched.event.id);
  if (!messages) return tl::unexpected(messages.error());
  for (Message* message : *messages) message->revised = true;
  return {};
}

model::Result<void> EventPlan::tell_merges(std::uint64_t& row, store::Batch& batch) {
  for (const auto& [kept, gone] : both_told_) {
    const Touched& touched = touched_.at(home(kept));
    auto message = message_about(touched, notify::kEventMerged);
    if (!message) return tl::unexpected(message.error());
    message->id += ":" + gone;
    auto rows = notify::make_rows(settings_.sinks, *message, {}, row, now_, now_);
    row += rows.size();
    std::move(rows.begin(), rows.end(), std::back_inserter(batch.outbox));
  }
  return {};
}

model::Result<void> EventPlan::revise_messages(store::Batch& batch, Changes& changes) {
  if (!messages_) return {};
  for (Message& message : *messages_) {
    if (message.dropped) {
      batch.dropped_outbox.push_back(message.row.row);
      changes.removed.push_back(message.row.row);
      continue;
    }
    if (!message.revised) continue;
    const Touched& about = touched_.at(message.row.notification.event.id);
    auto fresh = message_about(about, notify::kEventNew);
    if (!fresh) return tl::unexpected(fresh.error());
    message.row.notification = std::move(*fresh);
    if (!about.event.waiting) message.row.not_before = now_;
    batch.outbox.push_back(message.row);
    changes.revised.push_back(std::move(message.row));
  }
  return {};
}

model::Result<void> EventPlan::move_stories(store::Batch& batch) {
  std::vector<std::string> ids;
  ids.reserve(moved_.size());
  for (const auto& [story, event] : moved_) ids.push_back(story);
  auto stories = store::find_stories(store_, ids);
  if (!stories) return tl::unexpected(stories.error());
  for (auto& story : *stories) {
    if (!story) continue;  // this batch brings it, or it is kept no longer
    story->event = home(moved_.at(story->id));
    batch.stories.push_back(std::move(*story));
  }
  return {};
}

model::Result<std::vector<Rewoven>> EventPlan::move_index_rows(store::Batch& batch) {
  std::vector<Rewoven> all;
  for (model::IndexRow& row : batch.index_rows) row.event = home(row.event);
  const std::vector<model::IndexRow> fresh = batch.index_rows;
  for (const auto& [id, touched] : touched_) {
    if (touched.took_in.empty() || !touched.event.merged_into.empty()) continue;
    Rewoven rewoven{touched.took_in, {}};
    rewoven.gone.push_back(id);
    std::vector<std::uint64_t> seqs;
    for (const std::string& event : rewoven.gone) {
      const auto of_event = index_.seqs(event);
      seqs.insert(seqs.end(), of_event.begin(), of_event.end());
    }
    std::ranges::sort(seqs);
    auto rows = store::find_index_rows(store_, seqs);
    if (!rows) return tl::unexpected(rows.error());
    for (model::IndexRow& row : *rows) {
      if (row.event == id) continue;
      row.event = id;
      batch.index_rows.push_back(row);
    }
    std::ranges::copy_if(fresh, std::back_inserter(*rows),
                         [&](const model::IndexRow& row) { return row.event == id; });
    rewoven.rows = std::move(*rows);
    all.push_back(std::move(rewoven));
  }
  return all;
}

}  // namespace newswatch::daemon
