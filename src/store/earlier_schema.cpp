#include "store/earlier_schema.h"

#include <span>

#include "record/event_json.h"
#include "record/notification_json.h"
#include "store/row_codec.h"
#include "store/row_writes.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

// Bounds of one batch of the upgrade.
constexpr std::size_t kBatchRows = 1000;
constexpr std::size_t kBatchBytes = 1 << 20;

struct Place {
  Family family;
  std::string key;
  bool operator==(const Place&) const = default;
};

// Where a row of an earlier schema stands today. Of one that stands there already: the same place.
model::Result<Place> place_today(Family family, std::string_view key, std::string_view value) {
  Place place{family, std::string(key)};
  if (family == Family::kReports && key.find('/') == key.rfind('/')) {
    const auto report = decode<model::Report>(record::read_report, key, value);
    if (!report) return tl::unexpected(report.error());
    const std::string_view event = key.substr(0, key.find('/'));
    place.key = row_key(event, report->first_seen, key.substr(event.size() + 1));
  }
  if (family == Family::kOutbox) {
    const auto row = decode<model::OutboxRow>(record::read_outbox_row, key, value);
    if (!row) return tl::unexpected(row.error());
    if (row->dead) place.family = Family::kDead;
  }
  return place;
}

// The families of an earlier schema whose rows may stand in this one today.
std::vector<Family> sources(Family family) {
  if (family == Family::kDead) return {Family::kOutbox, Family::kDead};
  return {family};
}

bool is_as_ever(Family family) {
  return family != Family::kReports && family != Family::kOutbox && family != Family::kDead;
}

// Returns how many were moved.
model::Result<std::size_t> move_rows(Tables& tables, Family family) {
  std::size_t moved = 0;
  for (std::string from;;) {
    RowWrites writes(tables);
    std::size_t rows = 0, bytes = 0;
    const auto scanned = tables.scan(
        family, from, "", [&](std::string_view key, std::string_view value) -> model::Result<bool> {
          const auto place = place_today(family, key, value);
          if (!place) return tl::unexpected(place.error());
          from = std::string(key) + '\0';  // the first key after it
          if (*place == Place{family, std::string(key)}) return true;
          writes.put(place->family, place->key, value);
          writes.drop(family, key);
          bytes += value.size();
          return ++rows < kBatchRows && bytes < kBatchBytes;
        });
    if (!scanned) return tl::unexpected(scanned.error());
    if (rows == 0) return moved;
    if (auto written = writes.write(false); !written) return tl::unexpected(written.error());
    moved += rows;
  }
}

}  // namespace

model::Result<Rows::Values> EarlierRows::get(Family family,
                                             std::span<const std::string> keys) const {
  if (is_as_ever(family)) return stored_.get(family, keys);
  Values values;
  for (const std::string& key : keys) {
    const auto found = collect(family, key);
    if (!found) return tl::unexpected(found.error());
    const auto at = found->find(key);
    values.push_back(at == found->end() ? std::nullopt : std::optional(at->second));
  }
  return values;
}

model::Result<void> EarlierRows::scan(Family family, std::string_view from, std::string_view prefix,
                                      const Visit& visit) const {
  if (is_as_ever(family)) return stored_.scan(family, from, prefix, visit);
  const auto found = collect(family, prefix);
  if (!found) return tl::unexpected(found.error());
  for (auto at = found->lower_bound(std::string(from)); at != found->end(); ++at) {
    const auto more = visit(at->first, at->second);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  return {};
}

model::Result<void> EarlierRows::scan_newest_first(Family family, std::string_view before,
                                                   std::string_view prefix,
                                                   const Visit& visit) const {
  if (is_as_ever(family)) return stored_.scan_newest_first(family, before, prefix, visit);
  const auto found = collect(family, prefix);
  if (!found) return tl::unexpected(found.error());
  const auto first = before.empty() ? found->end() : found->lower_bound(std::string(before));
  for (auto at = std::make_reverse_iterator(first); at != found->rend(); ++at) {
    const auto more = visit(at->first, at->second);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  return {};
}

// The rows that stand in the family today under keys with the prefix.
model::Result<EarlierRows::Found> EarlierRows::collect(Family family,
                                                       std::string_view prefix) const {
  Found found;
  // Earlier keys have the event, and what comes after it, in common with today's no further.
  const std::string_view common = prefix.substr(0, prefix.find('/') + 1);
  for (const Family source : sources(family)) {
    const auto scanned =
        stored_.scan(source, common, common,
                     [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                       auto place = place_today(source, key, value);
                       if (!place) return tl::unexpected(place.error());
                       if (place->family == family && place->key.starts_with(prefix)) {
                         found.emplace(std::move(place->key), value);
                       }
                       return true;
                     });
    if (!scanned) return tl::unexpected(scanned.error());
  }
  return found;
}

model::Result<Upgraded> upgrade(Tables& tables) {
  const auto reports = move_rows(tables, Family::kReports);
  if (!reports) return tl::unexpected(reports.error());
  const auto messages = move_rows(tables, Family::kOutbox);
  if (!messages) return tl::unexpected(messages.error());
  // What was dropped still lies between the rows and would be read over by every scan from the
  // newest.
  if (*reports > 0) tables.compact(Family::kReports);
  return Upgraded{*reports, *messages};
}

}  // namespace newswatch::store
