#include "store/check.h"

#include <algorithm>
#include <utility>

#include "record/day_count_json.h"
#include "record/event_json.h"
#include "record/fact_json.h"
#include "record/feed_state_json.h"
#include "record/gap_json.h"
#include "record/near_miss_json.h"
#include "record/notice_json.h"
#include "record/notification_json.h"
#include "record/question_json.h"
#include "record/story_json.h"
#include "record/trouble_json.h"
#include "store/counts_codec.h"
#include "store/queries.h"
#include "store/references.h"
#include "store/row_codec.h"

namespace newswatch::store {
namespace {

using std::string_view;

// What people lose with a row of the family.
constexpr string_view loss_of(Family family) {
  switch (family) {
    case Family::kMeta:
      return "newswatch begins anew with what it counted or remembered there";
    case Family::kFeeds:
      return "the feed counts as never polled: its first document is told as first_poll says";
    case Family::kKeys:
    case Family::kTitles:
      return "a story may be taken for a new one once more";
    case Family::kStories:
      return "a story is not known any more, and may be told again";
    case Family::kHeld:
      return "a held story is not listed";
    case Family::kEvents:
      return "an event is not listed";
    case Family::kReports:
      return "an event has a report less";
    case Family::kIndex:
    case Family::kCounts:
      return "new stories are compared with a little less";
    case Family::kOutbox:
    case Family::kDead:
      return "a message is lost";
    case Family::kQuestions:
      return "a question to the judge is not asked";
    case Family::kDays:
      return "the growth that `status` shows is too small for some days";
    case Family::kFacts:
      return "a replay does not obey what a person said of two stories";
    case Family::kGaps:
    case Family::kNear:
      return "a line of `status --coverage` or `held --near` is lost";
    case Family::kTrouble:
    case Family::kSinks:
    case Family::kSent:
      return "people may be told once more, or a follow-up has no first message";
  }
  return {};
}

template <class T>
Decoded outcome(model::Result<T> read) {
  return read ? Decoded() : Decoded(read.error().context);
}

// Of the families whose rows stand alone: what is wrong with one, or nothing.
Decoded decoded_alone(Family family, string_view key, string_view value) {
  switch (family) {
    case Family::kFeeds: {
      const auto feed = record::read_feed_state(value);
      if (feed && feed->url != key) return "it is of feed " + feed->url;
      return outcome(feed);
    }
    case Family::kKeys:
    case Family::kTitles:
      return value.empty() ? Decoded("it is empty") : Decoded();
    case Family::kCounts: {
      if (key == kCountsSnapshot) return outcome(read_counts_snapshot(value));
      if (key.starts_with(kCountsChange)) return outcome(read_counts_change(key, value));
      model::CountsSnapshot earlier;
      return outcome(take_earlier_count(earlier, key, value));
    }
    case Family::kGaps:
      return outcome(record::read_gap(value));
    case Family::kNear:
      return outcome(record::read_near_miss(value));
    case Family::kDays:
      return outcome(record::read_day_count(value));
    case Family::kFacts:
      return outcome(record::read_fact(value));
    case Family::kTrouble:
      return outcome(record::read_trouble(value));
    case Family::kSinks:
      return outcome(record::read_sink_state(value));
    case Family::kMeta:
      if (key == kMetaSilences) return outcome(record::read_silences(value));
      if (key == kMetaTally) return outcome(record::read_tally(value));
      return {};
    default:
      return {};
  }
}

}  // namespace

void Checker::find(Family family, string_view key, std::string what, string_view means,
                   std::vector<Mend> mends) {
  ++checked_.findings;
  on_finding_({family, std::string(key), std::move(what), std::string(means), std::move(mends)});
}

void Checker::find_lost(Family family, string_view key, string_view why) {
  find(family, key, "the row can't be read: " + std::string(why), loss_of(family),
       {{family, std::string(key), std::nullopt}});
}

model::Result<void> Checker::scan(Family family, const Look& look) {
  return rows_.scan(family, "", "", [&](string_view key, string_view value) -> model::Result<bool> {
    ++checked_.rows[static_cast<std::size_t>(family)];
    if (const Decoded wrong = look(key, value)) find_lost(family, key, *wrong);
    return true;
  });
}

model::Result<void> Checker::check_meta() {
  const auto id = last_event_id(rows_);
  if (!id) return tl::unexpected(id.error());
  if (*id < greatest_event_) {
    find(Family::kMeta, kMetaLastEvent,
         fmt::format("it is {}, and there is event {}", id->empty() ? "missing" : *id,
                     greatest_event_),
         "a new event could get the id of an older one",
         {{Family::kMeta, std::string(kMetaLastEvent), greatest_event_}});
  }
  const auto row = last_outbox_row(rows_);
  if (!row && row.error().kind != model::ErrorKind::kCorrupt) return tl::unexpected(row.error());
  if (!row || *row < greatest_row_) {
    find(Family::kMeta, kMetaLastOutboxRow,
         row ? fmt::format("it is {}, and there is message {}", *row, greatest_row_)
             : "the row can't be read: " + row.error().context,
         "a new message could take the place of an older one",
         {{Family::kMeta, std::string(kMetaLastOutboxRow), std::to_string(greatest_row_)}});
  }
  return {};
}

model::Result<CheckedRows> Checker::run() {
  for (const Family family : {Family::kMeta, Family::kFeeds, Family::kKeys, Family::kTitles,
                              Family::kCounts, Family::kGaps, Family::kNear, Family::kTrouble,
                              Family::kSinks, Family::kDays, Family::kFacts}) {
    auto done = scan(family, [family](string_view key, string_view value) {
      return decoded_alone(family, key, value);
    });
    if (!done) return tl::unexpected(done.error());
  }
  for (const auto pass : {&Checker::check_events, &Checker::check_reports, &Checker::check_counts,
                          &Checker::check_stories, &Checker::check_index, &Checker::check_questions,
                          &Checker::check_messages, &Checker::check_sent, &Checker::check_meta}) {
    if (auto done = (this->*pass)(); !done) return tl::unexpected(done.error());
  }
  return checked_;
}

model::Result<CheckedRows> check_rows(const Rows& rows, const OnFinding& on_finding) {
  return Checker(rows, on_finding).run();
}

}  // namespace newswatch::store
