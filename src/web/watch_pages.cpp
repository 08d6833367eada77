// The pages about the watch itself: feeds, topics, sinks; and search.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "net/masked_url.h"
#include "store/queries.h"
#include "text/percent.h"
#include "text/times.h"
#include "view/feed_coverage.h"
#include "view/outbox_state.h"
#include "web/pages.h"

namespace newswatch::web {
namespace {

using engine::FeedCondition;

constexpr std::size_t kFeedsShown = 500, kRowsShown = 100, kNearShown = 50;
constexpr std::size_t kEventsCounted = 250;
constexpr std::chrono::days kWeek{7};

std::string_view tone_of(FeedCondition condition) {
  switch (condition) {
    case FeedCondition::kWell:
      return "good";
    case FeedCondition::kFailing:
    case FeedCondition::kGone:
      return "bad";
    case FeedCondition::kToldWait:
    case FeedCondition::kQuiet:
    case FeedCondition::kPaused:
      return "warn";
    case FeedCondition::kNeverPolled:
    case FeedCondition::kRemoved:
      return "dim";
  }
  return "";
}

void add_time(Fields& fields, const std::string& name, const std::optional<model::Time>& time,
              model::Time now) {
  if (time && *time != model::Time{}) {
    fields.time(name, *time, now);
  } else {
    fields.flag(name, false);
  }
}

Fields feed_item(const engine::FeedRow& row, const std::optional<double>& covered,
                 model::Time now) {
  Fields fields;
  fields.text("name", row.name)
      .link("link", net::masked_url(row.state.url))
      .text("outlet", row.outlet)
      .text("state", engine::name(row.condition))
      .text("tone", tone_of(row.condition))
      .text("habit", row.state.habit.gap > model::Duration(0)
                         ? "every " + text::roughly(row.state.habit.gap)
                         : std::string())
      .text("covered", covered ? fmt::format("{:.1f} %", 100 * *covered) : std::string())
      .text("error", row.state.last_error);
  add_time(fields, "last", row.state.last_success, now);
  add_time(fields, "next",
           engine::is_polled(row.condition) ? std::optional(row.state.next_poll) : std::nullopt,
           now);
  return fields;
}

struct TopicCount {
  std::size_t events = 0, dismissed = 0, near = 0;
  std::optional<model::Time> newest;
};

std::string subject_of(const model::Silence& silence) {
  switch (silence.kind) {
    case model::Silence::Kind::kEvent:
      return "event " + silence.subject;
    case model::Silence::Kind::kTopic:
      return "topic " + silence.subject;
    case model::Silence::Kind::kWord:
      return "the word " + silence.subject;
  }
  return silence.subject;
}

Fields outbox_item(const model::OutboxRow& row, model::Time now) {
  Fields fields;
  fields.count("row", row.row)
      .text("sink", row.sink)
      .text("type", row.notification.type)
      .text("title", row.notification.title)
      .text("state", view::outbox_state(row, now).text)
      .text("error", row.last_error);
  return fields;
}

}  // namespace

model::Result<Fields> feeds_page(const Sight& sight) {
  const auto gaps = store::gaps_since(sight.rows, sight.now - kWeek);
  if (!gaps) return tl::unexpected(gaps.error());
  std::map<std::string, double> covered;
  for (const view::Coverage& one :
       view::coverage(sight.watch.rows, *gaps, sight.now - kWeek, sight.now)) {
    covered[one.url] = one.share;
  }
  std::vector<const engine::FeedRow*> order;
  order.reserve(sight.watch.rows.size());
  for (const engine::FeedRow& row : sight.watch.rows) order.push_back(&row);
  if (order.size() > kFeedsShown) {  // what is wrong must not be left out
    std::ranges::stable_partition(
        order, [](const engine::FeedRow* row) { return row->condition != FeedCondition::kWell; });
  }
  std::vector<Fields> feeds;
  for (const engine::FeedRow* row : order) {
    if (feeds.size() == kFeedsShown) break;
    const auto at = covered.find(row->state.url);
    feeds.push_back(
        feed_item(*row, at == covered.end() ? std::nullopt : std::optional(at->second), sight.now));
  }
  Fields fields;
  fields.count("ok", sight.watch.ok).count("total", sight.watch.feeds);
  if (order.size() > feeds.size()) fields.count("more", order.size() - feeds.size());
  fields.list("feeds", std::move(feeds));
  add_layout(fields, sight, "Feeds", "/feeds");
  return fields;
}

model::Result<Fields> topics_page(const Sight& sight) {
  std::map<std::string, TopicCount> counts;
  for (const config::TopicSettings& topic : sight.settings.topics) counts[topic.name];
  std::size_t counted = 0;
  auto walked = store::for_each_event_newest_first(sight.rows, [&](const model::Event& event) {
    if (!event.merged_into.empty() || event.waiting) return true;
    for (const std::string& topic : event.topics) {
      TopicCount& count = counts[topic];
      ++count.events;
      if (event.dismissed) ++count.dismissed;
      if (!count.newest) count.newest = event.first_seen;
    }
    return ++counted < kEventsCounted;
  });
  if (!walked) return tl::unexpected(walked.error());
  const auto near = store::near_misses(sight.rows, sight.now - kWeek);
  if (!near) return tl::unexpected(near.error());
  std::vector<Fields> misses, topics, silences;
  for (auto one = near->rbegin(); one != near->rend(); ++one) {
    ++counts[one->topic].near;
    if (misses.size() == kNearShown) continue;
    misses.push_back(std::move(Fields()
                                   .time("seen", one->seen, sight.now)
                                   .text("topic", one->topic)
                                   .text("title", one->title)
                                   .link("link", one->link)
                                   .text("why", one->why)));
  }
  for (const auto& [name, count] : counts) {
    Fields item;
    item.text("name", name)
        .text("encoded", text::percent_encoded(name))
        .count("events", count.events)
        .count("dismissed", count.dismissed)
        .text("precise",
              count.events == 0
                  ? std::string()
                  : fmt::format("{:.0f} %",
                                100.0 * static_cast<double>(count.events - count.dismissed) /
                                    static_cast<double>(count.events)))
        .count("near", count.near);
    add_time(item, "newest", count.newest, sight.now);
    topics.push_back(std::move(item));
  }
  const auto silenced = store::all_silences(sight.rows);
  if (!silenced) return tl::unexpected(silenced.error());
  for (const model::Silence& one : *silenced) {
    if (one.until <= sight.now) continue;
    silences.push_back(
        std::move(Fields().text("subject", subject_of(one)).time("until", one.until, sight.now)));
  }
  Fields fields;
  fields.count("counted", counted)
      .list("topics", std::move(topics))
      .flag("near_any", !misses.empty())
      .list("near", std::move(misses))
      .flag("silences_any", !silences.empty())
      .list("silences", std::move(silences));
  add_layout(fields, sight, "Topics", "/topics");
  return fields;
}

model::Result<Fields> sinks_page(const Sight& sight) {
  std::vector<Fields> sinks, rows;
  for (const engine::SinkRow& row : sight.watch.sinks) {
    const std::string_view state = engine::state_of(row);
    Fields item;
    item.text("name", row.name)
        .text("type", row.type)
        .text("state", state)
        .text("tone", state == "ok"                             ? "good"
                      : state == "unused" || state == "removed" ? "dim"
                                                                : "bad")
        .count("sent", row.state.delivered)
        .count("waiting", row.waiting)
        .count("given_up", row.given_up)
        .text("error", row.state.last_error);
    add_time(item, "last", row.state.last_success, sight.now);
    sinks.push_back(std::move(item));
  }
  bool more = false;
  const auto take = [&](const model::OutboxRow& row) {
    more = rows.size() == kRowsShown;
    if (!more) rows.push_back(outbox_item(row, sight.now));
    return !more;
  };
  auto walked = store::for_each_dead(sight.rows, take);
  if (walked && !more) walked = store::for_each_outbox(sight.rows, take);
  if (!walked) return tl::unexpected(walked.error());
  Fields fields;
  fields.list("sinks", std::move(sinks))
      .flag("rows_any", !rows.empty())
      .list("rows", std::move(rows))
      .flag("more", more);
  add_layout(fields, sight, "Sinks", "/sinks");
  return fields;
}

Fields search_page(const Sight& sight, const std::vector<view::SearchHit>& hits, bool more,
                   bool asked, std::string_view query) {
  std::vector<Fields> items;
  for (const view::SearchHit& hit : hits) {
    Fields item;
    item.time("seen", hit.time, sight.now).flag("event", hit.event.has_value());
    if (hit.event) {
      std::string outlets;
      for (const std::string& outlet : hit.event->outlets) {
        if (outlets.size() > 200) break;
        outlets += (outlets.empty() ? "" : ", ") + outlet;
      }
      item.text("id", hit.event->id)
          .text("title", hit.event->title)
          .text("outlets", outlets)
          .text("stories", fmt::format("{} of {}", hit.stories, hit.event->report_count));
    } else {
      item.text("title", hit.story.title)
          .link("link", hit.story.link)
          .text("outlet", hit.story.outlet);
    }
    items.push_back(std::move(item));
  }
  Fields fields;
  fields.flag("asked", asked).list("hits", std::move(items)).flag("more", more);
  add_layout(fields, sight, "Search", "/search", query);
  return fields;
}

Fields message_page(const Sight& sight, std::string_view title, std::string_view text,
                    std::string_view back) {
  Fields fields;
  fields.text("text", text).text("back", back);
  add_layout(fields, sight, title, "");
  return fields;
}

}  // namespace newswatch::web
