#include "cli/report/report_figures.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace newswatch::cli::report {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// The shortest slot of a usual length that divides the time into at most this many.
model::Duration slot_length(model::Duration whole) {
  constexpr int kMostSlots = 90;
  for (const model::Duration length :
       {model::Duration(minutes(1)), model::Duration(minutes(5)), model::Duration(minutes(15)),
        model::Duration(hours(1)), model::Duration(hours(3)), model::Duration(hours(6)),
        model::Duration(days(1)), model::Duration(days(7)), model::Duration(days(28))}) {
    if (whole <= kMostSlots * length) return length;
  }
  return days(365);
}

// Names with their counts, the greatest first.
std::vector<std::pair<std::string, std::uint64_t>> greatest(
    const std::unordered_map<std::string, std::uint64_t>& counts, std::size_t most) {
  std::vector<std::pair<std::string, std::uint64_t>> all(counts.begin(), counts.end());
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  all.resize(std::min(all.size(), most));
  return all;
}

bool is_well(const engine::FeedRow& row) { return row.condition == engine::FeedCondition::kWell; }

}  // namespace

std::vector<OutletTime> outlet_times(std::span<const model::Report> reports) {
  std::map<std::string_view, model::Time> earliest;
  for (const model::Report& report : reports) {
    const bool dated = report.published && *report.published <= report.first_seen;
    const model::Time time = dated ? *report.published : report.first_seen;
    const auto [at, fresh] = earliest.try_emplace(report.outlet, time);
    if (!fresh) at->second = std::min(at->second, time);
  }
  std::vector<OutletTime> times;
  times.reserve(earliest.size());
  for (const auto& [outlet, time] : earliest) times.push_back({std::string(outlet), time});
  std::ranges::stable_sort(times, {}, &OutletTime::time);
  return times;
}

Collector::Collector(model::Time from, model::Time to, std::span<const engine::FeedRow> rows,
                     std::span<const model::Coverage> coverage) {
  figures_.from = from;
  figures_.to = std::max(from, to);
  auto covered = coverage.begin();
  for (const engine::FeedRow& row : rows) {
    if (covered == coverage.end() || covered->url != row.state.url) continue;
    FeedFigures& feed = figures_.feeds.emplace_back();
    feed.row = row;
    feed.coverage = *covered++;
    feed_index_[row.name] = figures_.feeds.size() - 1;
    figures_.feeds_well += is_well(row) ? 1 : 0;
  }
  figures_.feeds_all = figures_.feeds.size();
  begin_slots();
}

void Collector::begin_slots() {
  figures_.slot = slot_length(figures_.to - figures_.from);
  const auto since_epoch = figures_.from.time_since_epoch();
  model::Time from = figures_.from - since_epoch % figures_.slot;
  for (; from < figures_.to; from += figures_.slot) figures_.slots.push_back({.from = from});
}

Slot* Collector::slot_of(model::Time time) {
  if (figures_.slots.empty() || time < figures_.slots.front().from) return nullptr;
  const auto at = static_cast<std::size_t>((time - figures_.slots.front().from) / figures_.slot);
  return at < figures_.slots.size() ? &figures_.slots[at] : nullptr;
}

void Collector::count(const model::Event& event) {
  ++figures_.events;
  figures_.reports += event.report_count;
  if (Slot* const slot = slot_of(event.first_seen)) ++slot->events;
  for (const std::string& outlet : event.outlets) ++outlet_events_[outlet];
  for (const std::string& topic : event.topics) {
    TopicFigures& figures = topics_[topic];
    ++figures.events;
    figures.reports += event.report_count;
  }
  const std::pair<std::size_t, std::uint32_t> size(event.outlet_count(), event.report_count);
  if (largest_.size() == kListedEvents) {
    const Size& least = *largest_.begin();
    if (std::pair(std::get<0>(least), std::get<1>(least)) >= size) return;
    largest_.erase(largest_.begin());
  }
  largest_.emplace(size.first, size.second, event.id);
}

void Collector::rank() {
  figures_.outlets = outlet_events_.size();
  for (auto& [name, events] : greatest(outlet_events_, kListedOutlets)) {
    ranks_[name] = figures_.by_outlet.size();
    figures_.by_outlet.push_back({.name = name, .events = events});
    if (figures_.overlap.outlets.size() < kCrossedOutlets) {
      figures_.overlap.outlets.push_back(name);
    }
  }
  outlet_events_.clear();
  const std::size_t crossed = figures_.overlap.outlets.size();
  figures_.overlap.shared.assign(crossed, std::vector<std::uint64_t>(crossed, 0));
}

void Collector::read(const model::Event& event, std::span<const model::Report> reports) {
  for (const model::Report& report : reports) {
    if (Slot* const slot = slot_of(report.first_seen)) ++slot->reports;
    measure_lag(report);
  }
  std::vector<OutletTime> times = outlet_times(reports);
  compare(times);
  cross(times);
  if (largest_.contains({event.outlet_count(), event.report_count, event.id})) {
    figures_.listed.push_back({event, std::move(times)});
  }
}

void Collector::compare(const std::vector<OutletTime>& times) {
  if (times.size() < 2) return;
  const model::Time first = times.front().time;
  const bool tied = times[1].time == first;
  const model::Duration lead = times[1].time - first;
  ++figures_.shared;
  if (tied) {
    ++figures_.tied;
  } else {
    figures_.lead.add(lead);
  }
  for (const OutletTime& one : times) {
    const auto rank = ranks_.find(one.outlet);
    if (rank == ranks_.end()) continue;
    OutletFigures& outlet = figures_.by_outlet[rank->second];
    ++outlet.shared;
    if (one.time > first) {
      outlet.behind.add(one.time - first);
    } else if (tied) {
      ++outlet.tied;
    } else {
      ++outlet.first;
      outlet.lead.add(lead);
    }
  }
}

void Collector::cross(const std::vector<OutletTime>& times) {
  std::vector<std::size_t> present;
  for (const OutletTime& one : times) {
    const auto rank = ranks_.find(one.outlet);
    if (rank != ranks_.end() && rank->second < figures_.overlap.outlets.size()) {
      present.push_back(rank->second);
    }
  }
  for (const std::size_t a : present) {
    for (const std::size_t b : present) ++figures_.overlap.shared[a][b];
  }
}

void Collector::measure_lag(const model::Report& report) {
  const auto at = feed_index_.find(report.feed);
  if (at == feed_index_.end() || !report.published || report.held) return;
  FeedFigures& feed = figures_.feeds[at->second];
  const auto& asked_since = feed.row.state.first_success;
  if (!asked_since || *report.published < *asked_since) return;
  feed.lag.add(report.first_seen - *report.published);
}

Figures Collector::take() {
  std::ranges::stable_sort(figures_.listed, {}, [](const ListedEvent& one) {
    return std::pair(one.event.first_seen, one.event.id);
  });
  std::ranges::stable_sort(figures_.feeds, [](const FeedFigures& a, const FeedFigures& b) {
    return std::pair(is_well(a.row), a.coverage.share) <
           std::pair(is_well(b.row), b.coverage.share);
  });
  figures_.feeds.resize(std::min(figures_.feeds.size(), kListedFeeds));
  for (auto& [name, topic] : topics_) {
    topic.name = name;
    figures_.topics.push_back(std::move(topic));
  }
  figures_.topics_all = figures_.topics.size();
  std::ranges::stable_sort(figures_.topics, std::ranges::greater{}, &TopicFigures::events);
  figures_.topics.resize(std::min(figures_.topics.size(), kListedTopics));
  return std::move(figures_);
}

}  // namespace newswatch::cli::report
