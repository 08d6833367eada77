#include "engine/retention_preview.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "engine/keeping.h"
#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/json_io.h"
#include "record/notification_json.h"
#include "record/raw_members.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

using store::Family;

class Preview {
 public:
  Preview(const store::Rows& rows, const config::Settings& settings)
      : rows_(rows), settings_(settings) {}

  model::Result<std::vector<KeptRows>> run(model::Time now) {
    if (auto done = read_state(now); !done) return tl::unexpected(done.error());
    using Goes = std::function<model::Result<bool>(std::string_view, std::string_view)>;
    const std::pair<Family, Goes> looks[] = {
        {Family::kStories,
         [&](std::string_view, std::string_view value) {
           return !expiry_.has_story(time_in(value, "first_seen"));
         }},
        {Family::kKeys,
         [&](std::string_view, std::string_view value) {
           return !expiry_.has_key(store::read_key_value(value).shown);
         }},
        {Family::kTitles,
         [&](std::string_view, std::string_view value) { return !expiry_.has_title(value); }},
        {Family::kEvents,
         [&](std::string_view key, std::string_view value) { return event_goes(key, value); }},
        {Family::kReports,
         [&](std::string_view key, std::string_view) { return going_.contains(event_of(key)); }},
        {Family::kSent, [&](std::string_view key, std::string_view) { return sent_goes(key); }},
        {Family::kDead,
         [&](std::string_view, std::string_view value) {
           return time_in(value, "created") < limits_.sent;
         }},
        {Family::kOutbox,
         [&](std::string_view, std::string_view value) { return message_goes(value); }},
        {Family::kFeeds,
         [&](std::string_view key, std::string_view value) { return feed_goes(key, value); }}};
    std::vector<KeptRows> kept;
    for (const auto& [family, goes] : looks) {
      KeptRows& counts = kept.emplace_back(KeptRows{.family = family});
      const auto scanned = rows_.scan(
          family, "", "", [&](std::string_view key, std::string_view value) -> model::Result<bool> {
            const auto going = goes(key, value);
            if (!going) return tl::unexpected(going.error());
            const std::size_t bytes = key.size() + value.size();
            ++counts.rows;
            counts.bytes += bytes;
            counts.going_rows += *going ? 1 : 0;
            counts.going_bytes += *going ? bytes : 0;
            return true;
          });
      if (!scanned) return tl::unexpected(scanned.error());
    }
    return kept;
  }

 private:
  // Limits, which events are open, and which have messages on their way.
  model::Result<void> read_state(model::Time now) {
    const auto days = store::day_counts(rows_);
    if (!days) return tl::unexpected(days.error());
    const auto undated = store::undated(rows_);
    if (!undated) return tl::unexpected(undated.error());
    const auto feeds = store::all_feeds(rows_);
    if (!feeds) return tl::unexpected(feeds.error());
    std::map<std::string, model::FeedState> by_url;
    for (const model::FeedState& feed : *feeds) by_url[feed.url] = feed;
    const Keeping keeping(*days, *undated);
    limits_ = keeping.limits(settings_, now);
    expiry_ = keeping.expiry_at(limits_, by_url, now);
    open_since_ = now - settings_.event.window;
    const auto index =
        rows_.scan(Family::kIndex, "", "",
                   [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                     const auto row = store::read_index_row(key, value);
                     if (!row) return tl::unexpected(row.error());
                     if (row->arrived >= open_since_) stays_.insert(row->event);
                     return true;
                   });
    if (!index) return index;
    return store::for_each_outbox(rows_, [&](const model::OutboxRow& row) {
      if (!row.notification.event.id.empty()) awaited_.insert(row.notification.event.id);
      return true;
    });
  }

  static model::Time time_in(std::string_view value, std::string_view field) {
    const auto members = record::raw_members<1>(value, {field});
    const auto time = members ? record::raw_time((*members)[0]) : std::nullopt;
    return time.value_or(model::Time::max());  // what can't be read stays
  }

  static std::string event_of(std::string_view key) { return std::string(key.substr(0, 26)); }

  model::Result<bool> event_goes(std::string_view key, std::string_view value) {
    const std::string id(key);
    if (!began_before(id, limits_.events) || stays_.contains(id) || awaited_.contains(id))
      return false;
    const auto event = record::read_event(value);
    if (!event) return tl::unexpected(event.error());
    if (!event->waiting) going_.insert(id);
    return !event->waiting;
  }

  bool sent_goes(std::string_view key) const {
    const std::string event = event_of(key);
    return going_.contains(event) || (began_before(event, limits_.sent) && !stays_.contains(event));
  }

  bool message_goes(std::string_view value) const {
    record::JsonReader io(value);
    std::string sink;
    io.field("sink", sink);
    return time_in(value, "created") < limits_.sent &&
           std::ranges::find(settings_.sinks, sink, &config::SinkSettings::name) ==
               settings_.sinks.end();
  }

  model::Result<bool> feed_goes(std::string_view key, std::string_view value) const {
    if (std::ranges::find(settings_.feeds, key, &config::FeedSettings::url) !=
        settings_.feeds.end()) {
      return false;
    }
    const auto state = record::read_feed_state(value);
    if (!state) return tl::unexpected(state.error());
    const std::optional<model::Time>& last = state->last_attempt;
    return !last || *last < limits_.stories;
  }

  const store::Rows& rows_;
  const config::Settings& settings_;
  RetentionLimits limits_;
  store::Expiry expiry_;
  model::Time open_since_{};
  std::unordered_set<std::string> stays_, awaited_, going_;  // ids of events
};

}  // namespace

model::Result<std::vector<KeptRows>> preview_retention(const store::Rows& rows,
                                                       const config::Settings& settings,
                                                       model::Time now) {
  return Preview(rows, settings).run(now);
}

}  // namespace newswatch::engine
