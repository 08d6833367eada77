#include "notify/outbox.h"

#include <algorithm>
#include <iterator>
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
// since: the wait begins now. Whether that was so.
bool mend_times(model::OutboxRow& row, model::Time now) {
  const model::Time before = row.not_before;
  if (row.created > now) {
    row.not_before = now + std::max(row.not_before - row.created, model::Duration(0));
    row.created = now;
  }
  if (row.not_before > now + kLongestWait) row.not_before = now;
  return row.not_before != before;
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
    return !line.named && line.rows.empty() && line.under_way.empty();
  });
}

void Outbox::put(model::OutboxRow row) {
  if (row.dead) return remove(row.row);
  Line& line = lines_[row.sink];
  if (line.under_way.contains(row.row)) return;
  if (row.first_attempt) {
    line.away_since = std::min(line.away_since.value_or(*row.first_attempt), *row.first_attempt);
  }
  const auto known = take(line, row.row);
  if (known && known->row.attempts > row.attempts) {
    line.failures = 0;  // somebody asked for it to be tried again
    line.retry_at = {};
  } else if (row.attempts > line.failures) {  // left by an earlier run
    line.failures = row.attempts;
    line.retry_at = std::max(line.retry_at, row.not_before);
    line.retry_wait = planned_wait(row);
  }
  insert(line, Entry{std::move(row)});
}

void Outbox::retry(model::OutboxRow row) {
  Line& line = lines_[row.sink];
  line.failures = 0;
  line.retry_at = {};
  put(std::move(row));
}

// A row that was tried has no time of its own: as soon as its sink takes rows again, all that
// failed go on.
void Outbox::insert(Line& line, Entry entry) {
  const std::uint64_t row = entry.row.row;
  if (entry.row.attempts > 0) {
    line.ready.insert(row);
  } else {
    line.later.emplace(entry.row.not_before, row);
  }
  if (entry.once) line.marked.insert(row);
  line.rows.insert_or_assign(row, std::move(entry));
}

std::optional<Outbox::Entry> Outbox::take(Line& line, std::uint64_t row) {
  const auto at = line.rows.find(row);
  if (at == line.rows.end()) return std::nullopt;
  Entry entry = std::move(at->second);
  line.rows.erase(at);
  line.ready.erase(row);
  line.later.erase({entry.row.not_before, row});
  line.marked.erase(row);
  return entry;
}

void Outbox::hold(const std::string& sink, bool held) {
  if (const auto line = lines_.find(sink); line != lines_.end()) line->second.held = held;
}

void Outbox::revise(model::OutboxRow row) {
  const auto line = lines_.find(row.sink);
  if (line != lines_.end() && line->second.rows.contains(row.row)) put(std::move(row));
}

void Outbox::remove(std::uint64_t row) {
  for (auto& [name, line] : lines_) {
    take(line, row);
    if (const auto at = line.under_way.find(row); at != line.under_way.end()) {
      at->second.dropped = true;
    }
  }
}

void Outbox::put_once(model::OutboxRow row) {
  only_once_ = true;
  const std::string sink = row.sink;
  const std::uint64_t key = row.row;
  put(std::move(row));
  Line& line = lines_[sink];
  const auto it = line.rows.find(key);
  if (it == line.rows.end()) return;
  it->second.once = true;
  line.marked.insert(key);
}

void Outbox::shift(model::Duration by) {
  const auto move = [&](Entry& entry) {
    entry.row.created += by;
    entry.row.not_before += by;
    if (entry.row.tried) *entry.row.tried += by;
    if (entry.row.first_attempt) *entry.row.first_attempt += by;
  };
  for (auto& [name, line] : lines_) {
    if (line.retry_at != model::Time{}) line.retry_at += by;
    if (line.away_since) *line.away_since += by;
    for (auto& [key, entry] : line.rows) move(entry);
    for (auto& [key, entry] : line.under_way) move(entry);
    std::set<std::pair<model::Time, std::uint64_t>> later;
    for (const auto& [due, row] : line.later) later.emplace(due + by, row);
    line.later = std::move(later);
  }
}

// Those whose time has come are no more waited for. Of the others the last is looked at: only that
// can lie further ahead than its own wait, when the clock was set back since it was stored.
void Outbox::make_ready(Line& line, model::Time now) {
  while (!line.later.empty()) {
    if (const auto next = line.later.begin(); next->first <= now) {
      line.ready.insert(next->second);
      line.later.erase(next);
      continue;
    }
    const auto last = std::prev(line.later.end());
    model::OutboxRow& row = line.rows.at(last->second).row;
    if (!mend_times(row, now)) return;
    const std::uint64_t number = last->second;
    line.later.erase(last);
    line.later.emplace(row.not_before, number);
  }
}

std::optional<std::uint64_t> Outbox::next(Line& line, model::Time now) const {
  // A sink that failed is tried with one row.
  const std::size_t at_once = line.failures > 0 ? 1 : line.at_once;
  if (!line.named || line.held || line.under_way.size() >= at_once) return std::nullopt;
  if (!only_once_) {
    make_ready(line, now);
    line.retry_at = std::min(line.retry_at, now + line.retry_wait);
    if (line.failures > 0 && line.retry_at > now) return std::nullopt;
  }
  const auto& rows = only_once_ ? line.marked : line.ready;
  return rows.empty() ? std::nullopt : std::optional(*rows.begin());
}

std::optional<model::OutboxRow> Outbox::start_next(model::Time now) {
  auto turn = lines_.upper_bound(last_started_);
  for (std::size_t i = 0; i < lines_.size(); ++i, ++turn) {
    if (turn == lines_.end()) turn = lines_.begin();
    Line& line = turn->second;
    const auto row = next(line, now);
    if (!row) continue;
    last_started_ = turn->first;
    auto entry = take(line, *row);
    if (!entry) continue;
    return line.under_way.emplace(*row, std::move(*entry)).first->second.row;
  }
  return std::nullopt;
}

std::optional<Attempt> Outbox::finish(std::uint64_t row, const model::Result<void>& outcome,
                                      model::Time now) {
  for (auto& [name, line] : lines_) {
    auto entry = line.under_way.extract(row);
    if (entry.empty()) continue;
    const bool dropped = entry.mapped().dropped;
    Attempt attempt = after_attempt(std::move(entry.mapped().row), outcome, line.failures, now);
    if (outcome) {
      line.failures = 0;
      line.retry_at = {};
      const auto since = std::exchange(line.away_since, std::nullopt);
      const bool was_away = since && now - *since >= kSummaryAfter;
      if (was_away && line.rows.size() > kSummaryFrom) attempt.away_since = since;
      return attempt;
    }
    if (outcome.error().kind != model::ErrorKind::kPermanent) {
      if (!line.away_since) line.away_since = now;
      ++line.failures;
      line.retry_wait = retry_delay(std::max(line.failures, attempt.row.attempts), row);
      line.retry_at = now + line.retry_wait;
    }
    if (dropped) return std::nullopt;
    if (attempt.fate == Fate::kRetry) insert(line, Entry{attempt.row});
    return attempt;
  }
  return std::nullopt;
}

void Outbox::put_back(const std::string& sink) {
  const auto it = lines_.find(sink);
  if (it == lines_.end()) return;
  for (auto& [row, entry] : std::exchange(it->second.under_way, {})) {
    if (!entry.dropped) insert(it->second, std::move(entry));
  }
}

void Outbox::set_at_once(const std::string& sink, std::size_t rows) { lines_[sink].at_once = rows; }

std::optional<model::Time> Outbox::next_due() const {
  std::optional<model::Time> first;
  for (const auto& [name, line] : lines_) {
    if (!line.named || line.held || line.under_way.size() >= line.at_once) continue;
    std::optional<model::Time> when;
    if (only_once_) {
      if (!line.marked.empty()) when = model::Time{};
    } else {
      if (!line.later.empty()) when = line.later.begin()->first;
      if (!line.ready.empty()) when = model::Time{};
      if (when && line.failures > 0) when = std::max(*when, line.retry_at);
    }
    if (when && (!first || *when < *first)) first = when;
  }
  return first;
}

bool Outbox::under_way() const {
  return std::ranges::any_of(lines_, [](const auto& e) { return !e.second.under_way.empty(); });
}

bool Outbox::has_marked() const {
  return std::ranges::any_of(
      lines_, [](const auto& line) { return line.second.named && !line.second.marked.empty(); });
}

std::size_t Outbox::size() const {
  std::size_t count = 0;
  for (const auto& [name, line] : lines_) count += line.rows.size() + line.under_way.size();
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
