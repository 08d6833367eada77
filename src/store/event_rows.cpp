// Families events, reports and facts, and the newest event's id in meta.
#include <charconv>
#include <tuple>
#include <utility>

#include "record/event_json.h"
#include "record/fact_json.h"
#include "store/put_rows.h"
#include "store/queries.h"
#include "store/row_codec.h"
#include "text/ascii.h"

namespace newswatch::store {
namespace {

std::vector<model::Report> in_order(std::vector<model::Report> reports) {
  const auto order = [](const model::Report& report) {
    return std::tie(report.first_seen, report.published, report.story);
  };
  std::ranges::sort(reports, [&](const model::Report& a, const model::Report& b) {
    if (a.first_seen == b.first_seen && a.opened != b.opened) return a.opened;
    return order(a) < order(b);
  });
  return reports;
}

// Takes reports up to the limit (0: all), and those of the last one's instant: keys do not tell
// which of them comes first.
struct Nearest {
  explicit Nearest(std::size_t most) : limit(most) {}
  bool operator()(model::Report report) {
    const bool enough = limit > 0 && reports.size() >= limit;
    if (enough && report.first_seen != reports.back().first_seen) return false;
    reports.push_back(std::move(report));
    return true;
  }

  std::size_t limit;
  std::vector<model::Report> reports;
};

}  // namespace

void put_events(RowWrites& writes, const Batch& batch) {
  for (const auto& event : batch.events) {
    writes.put(Family::kEvents, event.id, record::stored_event(event));
  }
  for (const auto& [event, first_seen, story] : batch.dropped_reports) {
    writes.drop(Family::kReports, row_key(event, first_seen, story));
  }
  for (const auto& report : batch.reports) {
    writes.put(Family::kReports, row_key(report.event, report.first_seen, report.story),
               record::stored_report(report));
  }
  for (const auto& fact : batch.facts) {
    writes.put(Family::kFacts, row_key(fact.a, fact.b), record::fact_json(fact));
  }
  if (!batch.last_event_id.empty()) writes.put(Family::kMeta, kMetaLastEvent, batch.last_event_id);
}

model::Result<std::optional<model::Event>> find_event(const Rows& rows, const std::string& id) {
  return find_one<model::Event>(rows, Family::kEvents, id, record::read_event);
}

model::Result<void> for_each_event(const Rows& rows, const std::string& after_id,
                                   const EventVisit& visit) {
  // The id itself and a zero byte: the first key after it.
  const std::string from = after_id.empty() ? after_id : after_id + '\0';
  return rows.scan(Family::kEvents, from, "", decoded<model::Event>(record::read_event, visit));
}

model::Result<void> for_each_event_newest_first(const Rows& rows, const EventVisit& visit,
                                                const std::string& before_id) {
  return rows.scan_newest_first(Family::kEvents, before_id, "",
                                decoded<model::Event>(record::read_event, visit));
}

model::Result<std::optional<std::string>> complete_event_id(const Rows& rows,
                                                            std::string_view prefix) {
  return the_one_key(rows, Family::kEvents, text::ascii_upper(prefix));
}

model::Result<std::string> last_event_id(const Rows& rows) {
  auto id = get_one(rows, Family::kMeta, kMetaLastEvent);
  if (!id) return tl::unexpected(id.error());
  return id->value_or("");
}

model::Result<std::optional<model::Report>> find_report(const Rows& rows, const std::string& event,
                                                        model::Time first_seen,
                                                        const std::string& story) {
  return find_one<model::Report>(rows, Family::kReports, row_key(event, first_seen, story),
                                 record::read_report);
}

model::Result<std::vector<model::Report>> find_reports(const Rows& rows, const std::string& event,
                                                       std::size_t limit) {
  Nearest nearest(limit);
  const std::string prefix = row_key(event, "");
  const auto scanned = rows.scan(Family::kReports, prefix, prefix,
                                 decoded<model::Report>(record::read_report, nearest));
  if (!scanned) return tl::unexpected(scanned.error());
  std::vector<model::Report> reports = in_order(std::move(nearest.reports));
  if (limit > 0 && reports.size() > limit) reports.resize(limit);
  return reports;
}

model::Result<std::vector<model::Time>> report_times(const Rows& rows, const std::string& event,
                                                     std::size_t most) {
  std::vector<model::Time> times;
  const std::string prefix = row_key(event, "");
  const auto scanned = rows.scan(
      Family::kReports, prefix, prefix,
      [&](std::string_view key, std::string_view) -> model::Result<bool> {
        const std::string_view part = key.substr(prefix.size(), key_part(model::Time{}).size());
        std::int64_t ms = 0;
        std::from_chars(part.begin(), part.end(), ms);
        times.emplace_back(model::Duration(ms));
        return times.size() < most;
      });
  if (!scanned) return tl::unexpected(scanned.error());
  return times;
}

model::Result<std::vector<model::Report>> newest_reports(const Rows& rows, const std::string& event,
                                                         std::size_t n) {
  if (n == 0) return std::vector<model::Report>();
  Nearest nearest(n);
  const auto scanned = rows.scan_newest_first(Family::kReports, "", row_key(event, ""),
                                              decoded<model::Report>(record::read_report, nearest));
  if (!scanned) return tl::unexpected(scanned.error());
  std::vector<model::Report> reports = in_order(std::move(nearest.reports));
  if (reports.size() > n)
    reports.erase(reports.begin(), reports.end() - static_cast<std::ptrdiff_t>(n));
  return reports;
}

model::Result<std::vector<model::Fact>> all_facts(const Rows& rows) {
  return find_all<model::Fact>(rows, Family::kFacts, "", record::read_fact);
}

}  // namespace newswatch::store
