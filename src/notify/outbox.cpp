#include "notify/outbox.h"

#include <algorithm>
#include <utility>

namespace newswatch::notify {
namespace {

// No row waits longer, whatever is stored.
constexpr model::Duration kLongestWait = kLongestDelay * 2;

// How long a row waits from its last attempt on. Old rows do not say when that was.
model::Duration planned_wait(const model::OutboxRow& row) {
  return row.tried ? row.not_before - *row.tried : kLongestWait;
}

// A time that lies further ahead than its own wait was stored under a clock that was set back
// since: the wait begins now.
void mend_times(model::OutboxRow& row, model::Time now) {
  if (row.created > now) {
    row.not_before = now + std::max(row.not_before - row.created, model::Duration(0));
    row.created = now;
  }
  if (row.not_before > now + kLongestWait) row.not_before = now;
}

}  // namespace

void Outbox::name_sinks(const std::set<std::string>& names) {
  for (auto& [name, line] : lines_) {
    if (!names.contains(name)) line.named = false;
  }
  for (const std::string& name : names) {
    Line& line = lines_[name];
    if (!std::exchange(line.named, true)) line.retry_at = {};
  }
  std::erase_if(lines_, [](const auto& entry) {
    const Line& line = entry.second;
    return !line.named && line.rows.empty() && !line.under_way;
  });
}

void Outbox::put(model::OutboxRow row) {
  if (row.dead) return remove(row.row);
  Line& line = lines_[row.sink];
  if (line.under_way && line.under_way->row.row == row.row) return;
  const auto known = line.rows.find(row.row);
  if (known != line.rows.end() && known->second.row.attempts > row.attempts) {
    line.failures = 0;  // somebody asked for it to be tried again
    line.retry_at = {};
  } else if (row.attempts > line.failures) {  // left by an earlier run
    line.failures = row.attempts;
    line.retry_at = std::max(line.retry_at, row.not_before);
    line.retry_wait = planned_wait(row);
  }
  const std::uint64_t key = row.row;
  line.rows.insert_or_assign(key, Entry{std::move(row)});
}

void Outbox::revise(model::OutboxRow row) {
  const auto line = lines_.find(row.sink);
  if (line != lines_.end() && line->second.rows.contains(row.row)) put(std::move(row));
}

void Outbox::remove(std::uint64_t row) {
  for (auto& [name, line] : lines_) {
    line.rows.erase(row);
    if (line.under_way && line.under_way->row.row == row) line.under_way->dropped = true;
  }
}

void Outbox::put_once(model::OutboxRow row) {
  only_once_ = true;
  const std::string sink = row.sink;
  const std::uint64_t key = row.row;
  put(std::move(row));
  Line& line = lines_[sink];
  if (const auto it = line.rows.find(key); it != line.rows.end()) it->second.once = true;
}

void Outbox::shift(model::Duration by) {
  const auto move = [&](Entry& entry) {
    entry.row.created += by;
    entry.row.not_before += by;
    if (entry.row.tried) *entry.row.tried += by;
  };
  for (auto& [name, line] : lines_) {
    if (line.retry_at != model::Time{}) line.retry_at += by;
    for (auto& [key, entry] : line.rows) move(entry);
    if (line.under_way) move(*line.under_way);
  }
}

std::optional<model::Time> Outbox::due(const Line& line, const Entry& entry) const {
  if (only_once_) return entry.once ? std::optional(model::Time{}) : std::nullopt;
  // A row that was tried waits for its sink and has no time of its own: as soon as the sink takes
  // rows again, all that failed go on.
  const model::Time own = entry.row.attempts > 0 ? model::Time{} : entry.row.not_before;
  return line.failures > 0 ? std::max(own, line.retry_at) : own;
}

std::vector<model::OutboxRow> Outbox::start(model::Time now) {
  std::vector<model::OutboxRow> started;
  for (auto& [name, line] : lines_) {
    if (!line.named || line.under_way) continue;
    line.retry_at = std::min(line.retry_at, now + line.retry_wait);
    const auto next = std::ranges::find_if(line.rows, [&](auto& entry) {
      mend_times(entry.second.row, now);
      const auto when = due(line, entry.second);
      return when && *when <= now;
    });
    if (next == line.rows.end()) continue;
    line.under_way = std::move(next->second);
    line.rows.erase(next);
    started.push_back(line.under_way->row);
  }
  return started;
}

std::optional<Attempt> Outbox::finish(std::uint64_t row, const model::Result<void>& outcome,
                                      model::Time now) {
  for (auto& [name, line] : lines_) {
    if (!line.under_way || line.under_way->row.row != row) continue;
    const bool dropped = line.under_way->dropped;
    Attempt attempt = after_attempt(std::move(line.under_way->row), outcome, line.failures, now);
    line.under_way.reset();
    if (outcome) {
      line.failures = 0;
      line.retry_at = {};
      return attempt;
    }
    if (outcome.error().kind != model::ErrorKind::kPermanent) {
      ++line.failures;
      line.retry_wait = retry_delay(std::max(line.failures, attempt.row.attempts), row);
      line.retry_at = now + line.retry_wait;
    }
    if (dropped) return std::nullopt;
    if (attempt.fate == Fate::kRetry) line.rows.insert_or_assign(row, Entry{attempt.row});
    return attempt;
  }
  return std::nullopt;
}

void Outbox::put_back(const std::string& sink) {
  const auto it = lines_.find(sink);
  if (it == lines_.end()) return;
  std::optional<Entry>& under_way = it->second.under_way;
  if (!under_way) return;
  const std::uint64_t key = under_way->row.row;
  if (!under_way->dropped) it->second.rows.insert_or_assign(key, std::move(*under_way));
  under_way.reset();
}

std::optional<model::Time> Outbox::next_due() const {
  std::optional<model::Time> first;
  for (const auto& [name, line] : lines_) {
    if (!line.named || line.under_way) continue;
    for (const auto& [key, entry] : line.rows) {
      const auto when = due(line, entry);
      if (when && (!first || *when < *first)) first = when;
    }
  }
  return first;
}

bool Outbox::under_way() const {
  return std::ranges::any_of(lines_, [](const auto& e) { return e.second.under_way.has_value(); });
}

bool Outbox::has_marked() const {
  return std::ranges::any_of(lines_, [](const auto& line) {
    return line.second.named && std::ranges::any_of(line.second.rows, [](const auto& entry) {
             return entry.second.once;
           });
  });
}

std::size_t Outbox::size() const {
  std::size_t count = 0;
  for (const auto& [name, line] : lines_) count += line.rows.size() + line.under_way.has_value();
  return count;
}

std::map<std::string, std::size_t> Outbox::unnamed() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& [name, line] : lines_) {
    if (!line.named && !line.rows.empty()) counts[name] = line.rows.size();
  }
  return counts;
}

}  // namespace newswatch::notify
