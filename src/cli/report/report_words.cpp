#include "cli/report/report_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/print/phrases.h"
#include "notify/message.h"
#include "text/escape.h"
#include "text/fit.h"
#include "text/times.h"

namespace newswatch::cli::report {
namespace {

using Entry = Listing::Entry;

constexpr std::size_t kLongestTitle = 200, kLongestName = 60;  // characters

std::string clean_line(const std::string& text, std::size_t most) {
  return text::fit(text::visible(text), most, text::Unit::kCharacters);
}

Entry named(const std::string& name) { return {clean_line(name, kLongestName), {}}; }
Entry number(std::uint64_t count) { return {number_text(count), {}}; }
Entry spread_at(const Spread& spread, double share) {
  return {spread.count() == 0 ? "" : span_text(spread.quantile(share)), {}};
}

std::string left_out(std::size_t shown, std::size_t all, std::string_view what) {
  return shown < all ? fmt::format("{} more {} are left out.", number_text(all - shown), what) : "";
}

// "The Hill after 12 min, India Times after 1 h, 3 more"
std::string followers(const std::vector<OutletTime>& times) {
  constexpr std::size_t kNamed = 6;
  std::string out;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (i > kNamed) return out + fmt::format(", {} more", times.size() - i);
    const model::Duration after = times[i].time - times[0].time;
    out += (i == 1 ? "" : ", ") + clean_line(times[i].outlet, kLongestName);
    out += after > model::Duration(0) ? " after " + span_text(after) : " at the same time";
  }
  return out;
}

}  // namespace

std::string span_text(model::Duration time) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(time).count();
  if (seconds < 60) return fmt::format("{} s", seconds);
  const auto all_minutes = (seconds + 30) / 60;
  const auto all_hours = all_minutes / 60;
  if (all_hours == 0) return fmt::format("{} min", all_minutes);
  const auto two = [](std::int64_t large, char sign, std::int64_t small, std::string_view unit) {
    return small == 0 ? fmt::format("{} {}", large, sign)
                      : fmt::format("{} {} {} {}", large, sign, small, unit);
  };
  if (all_hours < 24) return two(all_hours, 'h', all_minutes % 60, "min");
  return two(all_hours / 24, 'd', all_hours % 24, "h");
}

std::string utc_minute(model::Time time) {
  const std::string whole = text::rfc3339(time);  // 2025-01-28T20:15:00Z
  return whole.substr(0, 10) + ' ' + whole.substr(11, 5);
}

std::string number_text(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{}%", whole == 0 ? 0 : (part * 100 + whole / 2) / whole);
}

Listing timeline_listing(const Figures& figures) {
  Listing out{.caption = "New events and their reports, by time (UTC)",
              .columns = {{"From"}, {"Events", true}, {"Reports", true}}};
  for (const Slot& slot : figures.slots) {
    if (slot.events + slot.reports == 0) continue;
    out.rows.push_back({{utc_minute(slot.from), {}}, number(slot.events), number(slot.reports)});
  }
  if (out.rows.size() < figures.slots.size()) out.more = "Times without a report are left out.";
  return out;
}

Listing event_listing(const Figures& figures) {
  Listing out{.caption = "The events with the most outlets, by time (UTC)",
              .columns = {{"First seen"},
                          {"Event"},
                          {"First"},
                          {"Lead", true},
                          {"Then"},
                          {"Outlets", true},
                          {"Reports", true}}};
  for (const ListedEvent& one : figures.listed) {
    const auto& times = one.outlets;
    const bool tied = times.size() > 1 && times[0].time == times[1].time;
    out.rows.push_back(
        {{utc_minute(one.event.first_seen), {}},
         {clean_line(one.event.title, kLongestTitle), notify::safe_link(one.event.link)},
         times.empty() ? Entry{} : named(times[0].outlet),
         {times.size() < 2 ? ""
          : tied           ? "tied"
                           : span_text(times[1].time - times[0].time),
          {}},
         {followers(times), {}},
         number(one.event.outlet_count()),
         number(one.event.report_count)});
  }
  out.more = left_out(figures.listed.size(), figures.events, "events");
  return out;
}

Listing first_listing(const Figures& figures) {
  Listing out{.caption = "How often each outlet was first, of the events that others reported too",
              .columns = {{"Outlet"},
                          {"Events", true},
                          {"Shared", true},
                          {"First", true},
                          {"Tied", true},
                          {"First of shared", true},
                          {"Lead, median", true},
                          {"Behind, median", true}}};
  for (const OutletFigures& one : figures.by_outlet) {
    out.rows.push_back({named(one.name),
                        number(one.events),
                        number(one.shared),
                        number(one.first),
                        number(one.tied),
                        {one.shared == 0 ? "" : percent_text(one.first, one.shared), {}},
                        spread_at(one.lead, 0.5),
                        spread_at(one.behind, 0.5)});
  }
  out.more = left_out(figures.by_outlet.size(), figures.outlets, "outlets");
  return out;
}

Listing overlap_listing(const Figures& figures) {
  Listing out{.caption = "Events that both outlets reported", .columns = {{"Outlet"}}};
  static constexpr std::string_view kNumbers[kCrossedOutlets] = {"1", "2", "3", "4",  "5",  "6",
                                                                 "7", "8", "9", "10", "11", "12"};
  const OutletOverlap& overlap = figures.overlap;
  for (std::size_t i = 0; i < overlap.outlets.size(); ++i) {
    out.columns.push_back({kNumbers[i], true});
    auto& row = out.rows.emplace_back();
    row.push_back({fmt::format("{}. {}", i + 1, clean_line(overlap.outlets[i], kLongestName)), {}});
    for (const std::uint64_t count : overlap.shared[i]) row.push_back(number(count));
  }
  out.more = left_out(overlap.outlets.size(), figures.outlets, "outlets");
  return out;
}

std::vector<const FeedFigures*> feeds_with_lag(const Figures& figures) {
  std::vector<const FeedFigures*> feeds;
  for (const FeedFigures& feed : figures.feeds) {
    if (feed.lag.count() > 0) feeds.push_back(&feed);
  }
  std::ranges::stable_sort(feeds, {},
                           [](const FeedFigures* one) { return one->lag.quantile(0.5); });
  return feeds;
}

Listing lag_listing(const Figures& figures) {
  Listing out{.caption = "From the publication of a report until it was seen here",
              .columns = {{"Feed"},
                          {"Reports", true},
                          {"Fastest tenth", true},
                          {"Median", true},
                          {"Slowest tenth", true}}};
  for (const FeedFigures* feed : feeds_with_lag(figures)) {
    out.rows.push_back({named(feed->row.name), number(feed->lag.count()), spread_at(feed->lag, 0.1),
                        spread_at(feed->lag, 0.5), spread_at(feed->lag, 0.9)});
  }
  return out;
}

Listing health_listing(const Figures& figures) {
  Listing out{.caption = "How the feeds are now, and how much of the time they were watched",
              .columns = {{"Feed"},
                          {"Now"},
                          {"Watched", true},
                          {"Gaps", true},
                          {"Polls", true},
                          {"Errors", true},
                          {"Why"}}};
  for (const FeedFigures& feed : figures.feeds) {
    const model::Coverage& covered = feed.coverage;
    const bool never = covered.watched.empty() && covered.unwatched.empty();
    // "100%" only when there was no gap.
    const double share = covered.unwatched.empty() ? 1 : std::min(covered.share, 0.999);
    out.rows.push_back({named(feed.row.name),
                        {std::string(engine::name(feed.row.condition)), {}},
                        {never ? "never" : fmt::format("{:.1f}%", share * 100), {}},
                        number(covered.unwatched.size() + covered.rolled_over.size()),
                        number(feed.row.state.polls),
                        number(feed.row.state.errors),
                        {clean_line(feed.row.state.last_error, kLongestTitle), {}}});
  }
  out.more = left_out(figures.feeds.size(), figures.feeds_all, "feeds");
  return out;
}

Listing topic_listing(const Figures& figures) {
  Listing out{.caption = "Events by topic",
              .columns = {{"Topic"}, {"Events", true}, {"Reports", true}}};
  for (const TopicFigures& topic : figures.topics) {
    out.rows.push_back({named(topic.name), number(topic.events), number(topic.reports)});
  }
  out.more = left_out(figures.topics.size(), figures.topics_all, "topics");
  return out;
}

std::vector<std::string> main_facts(const Figures& figures) {
  std::vector<std::string> facts;
  const auto some = [](std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", number_text(count), noun, count == 1 ? "" : "s");
  };
  facts.push_back(fmt::format("{} in {} of {}.", some(figures.events, "event"),
                              some(figures.reports, "report"), some(figures.outlets, "outlet")));
  if (figures.shared > 0) {
    facts.push_back(fmt::format(
        "{} of them by several outlets{}.", number_text(figures.shared),
        figures.lead.count() == 0
            ? ""
            : "; the first led by " + span_text(figures.lead.quantile(0.5)) + " in the median"));
  }
  if (figures.feeds_all > 0) {
    facts.push_back(fmt::format("{} of {} well.", number_text(figures.feeds_well),
                                some(figures.feeds_all, "feed")));
  }
  return facts;
}

std::string scope_text(const Figures& figures, const Subject& subject) {
  std::string out = fmt::format("Events first seen from {} to {} UTC", utc_minute(figures.from),
                                utc_minute(figures.to));
  if (!subject.topic.empty()) out += ", of the topic " + clean_line(subject.topic, kLongestName);
  return out;
}

}  // namespace newswatch::cli::report
