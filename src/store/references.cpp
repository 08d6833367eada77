#include "store/references.h"

#include <algorithm>
#include <utility>

#include "record/event_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "record/story_json.h"
#include "record/trouble_json.h"
#include "store/queries.h"
#include "store/row_codec.h"
#include "text/hash.h"

namespace newswatch::store {
namespace {

using std::string_view;

constexpr int kLongestMerge = 1000;  // events in a row; more are a circle

std::uint64_t hash_of(string_view event, string_view story) {
  return text::hash64(row_key(event, story));
}

void sort_all(std::vector<std::uint64_t>& hashes) { std::ranges::sort(hashes); }

bool has(const std::vector<std::uint64_t>& hashes, std::uint64_t one) {
  return std::ranges::binary_search(hashes, one);
}

std::string report_key(const model::Report& report) {
  return row_key(report.event, report.first_seen, report.story);
}

Mend put(const model::Event& event) {
  return {Family::kEvents, event.id, record::stored_event(event)};
}
Mend put(const model::Report& report) {
  return {Family::kReports, report_key(report), record::stored_report(report)};
}
Mend drop(Family family, string_view key) { return {family, std::string(key), std::nullopt}; }

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

// What its reports and their stories say of an event. It counts as told: people were, or it is too
// late.
model::Event event_of(const Rows& rows, const std::vector<model::Report>& reports) {
  const auto opener = std::ranges::find(reports, true, &model::Report::opened);
  const model::Report& first = opener == reports.end() ? reports.front() : *opener;
  model::Event event;
  event.id = first.event;
  event.title = first.title;
  event.link = first.link;
  event.first_seen = first.first_seen;
  event.quiet = true;
  for (const model::Report& report : reports) {
    event.updated = std::max(event.updated, report.first_seen);
    add_once(event.outlets, report.outlet);
    add_once(event.origins, report.origin.empty() ? report.outlet : report.origin);
    if (report.published &&
        (!event.first_published || *report.published < *event.first_published)) {
      event.first_published = report.published;
    }
    const auto found = find_story(rows, report.story);  // one that can't be read is found later
    const std::optional<model::Story> story = found.value_or(std::nullopt);
    if (!story) continue;
    for (const std::string& topic : story->topics) add_once(event.topics, topic);
  }
  event.told_topics = event.topics;
  event.report_count = static_cast<std::uint32_t>(reports.size());
  return event;
}

// What a story says of its report.
model::Report report_of(const model::Story& story, const std::string& event) {
  model::Report report;
  report.event = event;
  report.story = story.id;
  report.outlet = report.origin = story.outlet;
  report.feed = story.feed;
  report.title = story.title;
  report.link = story.link;
  report.published = story.published;
  report.first_seen = story.first_seen;
  report.held = story.held;
  report.why = {"made again from its story by `newswatch check --repair`"};
  return report;
}

}  // namespace

Checker::EventFacts* Checker::event(string_view id) {
  const auto at = std::ranges::lower_bound(events_, id, {}, &EventFacts::id);
  return at != events_.end() && at->id == id ? &*at : nullptr;
}

Checker::EventFacts* Checker::living(string_view id) {
  EventFacts* found = event(id);
  for (int i = 0; found != nullptr && !found->merged_into.empty(); ++i) {
    if (i == kLongestMerge) return nullptr;
    found = event(found->merged_into);
  }
  return found;
}

void Checker::note_event(string_view id) {
  if (id > greatest_event_) greatest_event_ = id;
}

model::Result<void> Checker::check_events() {
  auto done = scan(Family::kEvents, [&](string_view key, string_view value) -> Decoded {
    const auto read = record::read_event(value);
    if (!read) return read.error().context;
    if (read->id != key) return "it is of event " + read->id;
    note_event(key);
    events_.push_back({read->id, read->merged_into, read->report_count});
    return {};
  });
  if (!done) return done;
  for (const EventFacts& one : events_) {
    if (one.merged_into.empty() || living(one.merged_into) != nullptr) continue;
    const auto stored = find_event(rows_, one.id);
    if (!stored) return tl::unexpected(stored.error());
    model::Event mended = stored->value_or(model::Event{});
    mended.merged_into.clear();
    mended.quiet = true;
    find(Family::kEvents, one.id, "it was merged into " + one.merged_into + ", which is gone",
         "neither of the two is listed", {put(mended)});
  }
  return {};
}

model::Result<void> Checker::check_reports() {
  auto done = scan(Family::kReports, [&](string_view key, string_view value) -> Decoded {
    const auto report = record::read_report(value);
    if (!report) return report.error().context;
    if (report_key(*report) != key) return "it is of " + report_key(*report);
    check_report(*report, key);
    return {};
  });
  end_orphans();
  sort_all(report_stories_);
  return done;
}

void Checker::check_report(const model::Report& report, string_view key) {
  note_event(report.event);
  report_stories_.push_back(hash_of(report.event, report.story));
  if (!orphans_.empty() && orphans_.front().event != report.event) end_orphans();
  EventFacts* const of = event(report.event);
  if (of == nullptr) {
    orphans_.push_back(report);
    return;
  }
  EventFacts* const now = living(report.event);
  if (now != nullptr && now != of) {
    model::Report moved = report;
    moved.event = now->id;
    report_stories_.push_back(hash_of(now->id, report.story));
    find(Family::kReports, key, "its event was merged into " + now->id + ", and it was left behind",
         "the event has a report less", {drop(Family::kReports, key), put(moved)});
    return;
  }
  ++of->reports;
  of->has_opener = of->has_opener || report.opened;
}

void Checker::end_orphans() {
  if (orphans_.empty()) return;
  find(Family::kEvents, orphans_.front().event,
       fmt::format("it is gone, and {} of its reports are there", orphans_.size()),
       "the event is not listed", {put(event_of(rows_, orphans_))});
  made_again_.insert(orphans_.front().event);
  orphans_.clear();
}

model::Result<void> Checker::check_counts() {
  for (const EventFacts& one : events_) {
    if (!one.merged_into.empty()) continue;
    if (one.reports == one.counted && (one.has_opener || one.reports == 0)) continue;
    if (auto done = check_count(one); !done) return done;
  }
  return {};
}

model::Result<void> Checker::check_count(const EventFacts& one) {
  if (one.reports != one.counted) {
    const auto stored = find_event(rows_, one.id);
    if (!stored) return tl::unexpected(stored.error());
    model::Event mended = stored->value_or(model::Event{});
    mended.report_count = one.reports;
    find(Family::kEvents, one.id,
         fmt::format("it counts {} reports, and {} are there", one.counted, one.reports),
         one.reports < one.counted ? "reports of it are lost" : "it shows too small a number",
         {put(mended)});
  }
  if (one.reports == 0 || one.has_opener) return {};
  const auto first = find_reports(rows_, one.id, 1);
  if (!first) return tl::unexpected(first.error());
  if (first->empty()) return {};
  model::Report opener = first->front();
  opener.opened = true;
  find(Family::kReports, one.id, "none of its reports opened the event",
       "the report that opened it is lost; the oldest of the others stands in for it",
       {put(opener)});
  return {};
}

model::Result<void> Checker::check_stories() {
  std::vector<std::uint64_t> wanted;
  auto done = scan(Family::kHeld, [&](string_view key, string_view) -> Decoded {
    held_.push_back(text::hash64(key));
    return {};
  });
  if (!done) return done;
  sort_all(held_);
  done = scan(Family::kStories, [&](string_view key, string_view value) -> Decoded {
    const auto story = record::read_story(value);
    if (!story) return story.error().context;
    if (story->id != key) return "it is story " + story->id;
    stories_.push_back(text::hash64(key));
    const std::string held = row_key(story->first_seen, story->id);
    if (story->held && !has(held_, text::hash64(held))) {
      find(Family::kHeld, held, "story " + story->id + " is held and has no such row",
           "`newswatch held` does not list the story", {{Family::kHeld, held, ""}});
    }
    if (story->event.empty()) return {};
    note_event(story->event);
    const EventFacts* const now = living(story->event);
    const std::string at = now == nullptr ? story->event : now->id;
    if (has(report_stories_, hash_of(at, story->id))) return {};
    const model::Report report = report_of(*story, at);
    find(Family::kReports, report_key(report),
         "story " + story->id + " reports the event, and has no report there",
         "the event has a report less", {put(report)});
    return {};
  });
  sort_all(stories_);
  return done;
}

model::Result<void> Checker::check_index() {
  return scan(Family::kIndex, [&](string_view key, string_view value) -> Decoded {
    const auto row = read_index_row(key, value);
    if (!row) return row.error().context;
    if (event(row->event) != nullptr) return {};
    find(Family::kIndex, fmt::format("{}", row->seq), "its event " + row->event + " is gone",
         "a story that is like it ends the daemon", {drop(Family::kIndex, key)});
    return {};
  });
}

model::Result<void> Checker::check_questions() {
  return scan(Family::kQuestions, [&](string_view key, string_view value) -> Decoded {
    const auto question = record::read_question(value);
    if (!question) return question.error().context;
    if (row_key(question->event, question->candidate) != key) return "it is of another event";
    for (const std::string& id : {question->event, question->candidate}) {
      if (event(id) != nullptr) continue;
      find(Family::kQuestions, key, "its event " + id + " is gone",
           "an answer would decide nothing", {drop(Family::kQuestions, key)});
      return {};
    }
    return {};
  });
}

model::Result<void> Checker::check_messages() {
  for (const Family family : {Family::kOutbox, Family::kDead}) {
    auto done = scan(family, [&](string_view key, string_view value) -> Decoded {
      const auto row = record::read_outbox_row(value);
      if (!row) return row.error().context;
      if (row_key(row->row) != key) return fmt::format("it is message {}", row->row);
      check_message(*row, family, key);
      return {};
    });
    if (!done) return done;
  }
  return {};
}

// A message carries its event, and the first of its reports.
void Checker::check_message(const model::OutboxRow& row, Family family, string_view key) {
  greatest_row_ = std::max(greatest_row_, row.row);
  const model::Event& about = row.notification.event;
  if (about.id.empty()) return;  // about trouble, or several events
  note_event(about.id);
  if (event(about.id) != nullptr || !made_again_.insert(about.id).second) return;
  model::Event again = about;
  again.merged_into.clear();
  again.waiting = false;
  again.told_topics = again.topics;
  std::vector<Mend> mends = {put(again)};
  for (const model::Report& report : row.notification.reports) {
    if (!has(report_stories_, hash_of(about.id, report.story))) mends.push_back(put(report));
  }
  find(family, key, "its event " + about.id + " is gone",
       "the message leads to an event that nobody can look up", std::move(mends));
}

model::Result<void> Checker::check_sent() {
  return scan(Family::kSent, [&](string_view key, string_view value) -> Decoded {
    const auto sent = record::read_sent_message(value);
    if (!sent) return sent.error().context;
    if (row_key(sent->event, sent->row) != key) return "it is of another event";
    greatest_row_ = std::max(greatest_row_, sent->row);
    note_event(sent->event);
    if (event(sent->event) != nullptr) return {};
    find(Family::kSent, key, "its event " + sent->event + " is gone", "nothing: it is not shown",
         {drop(Family::kSent, key)});
    return {};
  });
}

}  // namespace newswatch::store
