// The figures of a report: what happened when, who was first and by how long, which outlets report
// the same, how late feeds are and how they do.
//
// An outlet reports an event when its first report of it was published. A report without a date, or
// with one that was still ahead when it was seen, counts from when it was first seen. Pure; one
// thread. Memory grows with the outlets and feeds, not with the events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "cli/report/spread.h"
#include "engine/feed_health.h"
#include "model/clock.h"
#include "model/coverage.h"
#include "model/event.h"

namespace newswatch::cli::report {

// How much is listed of what there may be many of.
constexpr std::size_t kListedEvents = 50;
constexpr std::size_t kListedOutlets = 30;
constexpr std::size_t kCrossedOutlets = 12;  // in the overlap
constexpr std::size_t kListedFeeds = 60;
constexpr std::size_t kListedTopics = 30;
// Of one event; the reports behind them are counted, and not looked at.
constexpr std::size_t kReadReports = 2'000;

// A part of the timeline.
struct Slot {
  model::Time from{};
  std::uint64_t events = 0, reports = 0;  // first seen in it
};

// When an outlet first reported an event.
struct OutletTime {
  std::string outlet;
  model::Time time{};
  bool operator==(const OutletTime&) const = default;
};

// The times of an event's outlets, the earliest first; those of one time by name.
std::vector<OutletTime> outlet_times(std::span<const model::Report> reports);

struct ListedEvent {
  model::Event event;
  std::vector<OutletTime> outlets;  // as of outlet_times()
};

struct OutletFigures {
  std::string name;
  std::uint64_t events = 0;  // that it reported
  std::uint64_t shared = 0;  // of these, that others reported as well
  std::uint64_t first = 0;   // of the shared ones: before all others
  std::uint64_t tied = 0;    // of the shared ones: at one time with others, before the rest
  Spread lead;               // where it was first: until the next outlet
  Spread behind;             // where it was not: since the first outlet
};

// In how many events both outlets are: shared[a][b] = shared[b][a]; shared[a][a] are all of a.
struct OutletOverlap {
  std::vector<std::string> outlets;  // those with the most events
  std::vector<std::vector<std::uint64_t>> shared;
};

struct FeedFigures {
  engine::FeedRow row;
  model::Coverage coverage;
  // From the publication of a report until it was seen here. Left out: what was published before
  // the feed was first asked, what has no date, what was too old to tell of.
  Spread lag;
};

struct TopicFigures {
  std::string name;
  std::uint64_t events = 0, reports = 0;
};

struct Figures {
  model::Time from{}, to{};  // the timeline
  model::Duration slot{};    // the length of its parts
  std::vector<Slot> slots;
  std::uint64_t events = 0, reports = 0, outlets = 0;
  std::uint64_t shared = 0, tied = 0;    // events of several outlets; of these: without one first
  Spread lead;                           // of the first outlet over the second
  std::vector<ListedEvent> listed;       // those with the most outlets and reports, by time
  std::vector<OutletFigures> by_outlet;  // those with the most events
  OutletOverlap overlap;
  std::vector<FeedFigures> feeds;  // those that are not well first
  std::size_t feeds_well = 0, feeds_all = 0;
  std::vector<TopicFigures> topics;  // those with the most events
  std::size_t topics_all = 0;
};

// Takes the events twice: count() for all of them, then rank(), then read() for all of them with
// their reports.
class Collector {
 public:
  // from, to: the time of the report. coverage: of some of the rows, in their order; the others are
  // left out.
  Collector(model::Time from, model::Time to, std::span<const engine::FeedRow> rows,
            std::span<const model::Coverage> coverage);

  void count(const model::Event& event);
  void rank();
  void read(const model::Event& event, std::span<const model::Report> reports);
  Figures take();

 private:
  // By size: outlets, reports, id.
  using Size = std::tuple<std::size_t, std::uint32_t, std::string>;

  void begin_slots();
  Slot* slot_of(model::Time time);
  void compare(const std::vector<OutletTime>& times);
  void cross(const std::vector<OutletTime>& times);
  void measure_lag(const model::Report& report);

  Figures figures_;
  std::unordered_map<std::string, std::uint64_t> outlet_events_;
  std::map<std::string, TopicFigures> topics_;
  std::set<Size> largest_;
  std::unordered_map<std::string, std::size_t> ranks_;       // of outlets in by_outlet
  std::unordered_map<std::string, std::size_t> feed_index_;  // by name
};

}  // namespace newswatch::cli::report
