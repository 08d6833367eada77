#include "notify/outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace newswatch::notify {
namespace {

// Of the sink in a row, before a row other than the first is tried.
constexpr int kFirstRowAlone = 3;
// A run that tries each row once waits so long for a target that wants a pause.
constexpr model::Duration kShortWait = std::chrono::seconds(10);

// How long its sink waits because of a row, from its last attempt on. Old rows do not say when
// that was. What the target asked for is not the row's to say, see close_until().
model::Duration planned_wait(const model::OutboxRow& row) {
  if (!row.tried) return kLongestDelay * 2;
  return std::min(row.not_before - *row.tried, retry_delay(row.attempts, row.row));
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
    const bool was_told = line.edits.closed.wait + line.others.closed.wait > model::Duration(0);
    return !line.named && line.rows.empty() && line.under_way.empty() && !was_told;
  });
}

void Outbox::put(model::OutboxRow row) {
  if (row.dead) return remove(row.row);
  Line& line = lines_[row.sink];
  if (line.under_way.contains(row.row)) return;
  if (row.first_attempt && !row.own_fault) {
    line.away_since = std::min(line.away_since.value_or(*row.first_attempt), *row.first_attempt);
  }
  const auto known = take(line, row.row);
  if (known && known->row.attempts > row.attempts) {
    line.failures = 0;  // somebody asked for it to be tried again
    line.retry_at = {};
  } else if (row.attempts > line.failures && !row.own_fault) {  // left by an earlier run
    line.failures = row.attempts;
    line.retry_wait = planned_wait(row);
    line.retry_at =
        std::max(line.retry_at, row.tried ? *row.tried + line.retry_wait : row.not_before);
  }
  insert(line, Entry{std::move(row)});
}

void Outbox::retry(model::OutboxRow row) {
  revive(row.sink);
  put(std::move(row));
}

void Outbox::revive(const std::string& sink) {
  const auto at = lines_.find(sink);
  if (at == lines_.end()) return;
  at->second.failures = 0;
  at->second.retry_at = {};
  at->second.stopped = false;
}

bool Outbox::is_stopped(const std::string& sink) const {
  const auto at = lines_.find(sink);
  return at != lines_.end() && at->second.stopped;
}

void Outbox::close_until(const std::string& sink, model::FollowUp kind, model::Time until,
                         model::Time now) {
  if (until <= now) return;
  until = std::min(until, now + kLongestTold);
  Line& line = lines_[sink];
  // Not (kind == ... ? a : b) = {until, until - now}: g++ 12.2 then forgets the second value.
  Closed& closed = (kind == model::FollowUp::kEdit ? line.edits : line.others).closed;
  closed = {until, until - now};
}

void Outbox::hold(const std::string& sink, bool held) {
  if (const auto line = lines_.find(sink); line != lines_.end()) line->second.held = held;
}

void Outbox::revise(model::OutboxRow row) {
  const auto at = lines_.find(row.sink);
  if (at == lines_.end()) return;
  Line& line = at->second;
  if (const auto going = line.under_way.find(row.row); going != line.under_way.end()) {
    forget_event(line, going->second.row);
    going->second.has_news =
        going->second.has_news || going->second.row.notification.news != row.notification.news;
    going->second.row.notification = std::move(row.notification);
    note_event(line, going->second.row);
    return;
  }
  const auto known = line.rows.find(row.row);
  if (known == line.rows.end()) return;
  const model::OutboxRow& here = known->second.row;
  // Told by the store, which keeps no reference.
  if (row.reference.empty()) row.reference = here.reference;
  // One that a person wants tried again was tried, 0 times.
  const bool by_hand = row.attempts == 0 && row.tried;
  if (row.attempts < here.attempts && !by_hand) {
    row.attempts = here.attempts;
    row.tried = here.tried;
    row.first_attempt = here.first_attempt;
    row.last_error = here.last_error;
    row.own_fault = here.own_fault;
    row.not_before = here.not_before;
  }
  put(std::move(row));
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
    for (Kind* const kind : {&line.edits, &line.others}) {
      kind->closed.until += by;
      std::set<std::pair<model::Time, std::uint64_t>> later;
      for (const auto& [due, row] : kind->later) later.emplace(due + by, row);
      kind->later = std::move(later);
    }
  }
}

std::optional<std::uint64_t> Outbox::next(Line& line, model::Time now) const {
  if (!line.named || line.held || line.stopped || is_full(line)) return std::nullopt;
  for (Kind* const kind : {&line.edits, &line.others}) {
    Closed& closed = kind->closed;
    closed.until = std::min(closed.until, now + closed.wait);  // the clock may have been set
    if (!only_once_) make_ready(line, *kind, now);
  }
  if (only_once_) return next_marked(line, now);
  line.retry_at = std::min(line.retry_at, now + line.retry_wait);
  if (line.failures > 0 && line.retry_at > now) return std::nullopt;
  const auto first = next_ready(line, 0, now);
  const bool probe =
      line.failures_here >= kFirstRowAlone && (line.failures_here - kFirstRowAlone) % 2 == 0;
  if (!first || !probe) return first;
  auto other = next_ready(line, std::max(line.probed, *first) + 1, now);
  if (!other) other = next_ready(line, *first + 1, now);
  if (!other) return first;
  return line.probed = *other;
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
    note_event(line, entry->row);  // while it is under way, too
    return line.under_way.emplace(*row, std::move(*entry)).first->second.row;
  }
  return std::nullopt;
}

std::optional<Attempt> Outbox::drop(std::uint64_t row) {
  for (auto& [name, line] : lines_) {
    auto entry = line.under_way.extract(row);
    if (entry.empty()) continue;
    forget_event(line, entry.mapped().row);
    return Attempt{Fate::kDropped, std::move(entry.mapped().row)};
  }
  return std::nullopt;
}

// What fails then was under way when another row failed: eight at once are one failure.
bool Outbox::is_backing_off(const Line& line, model::Time now) {
  return line.failures > 0 && std::max(line.retry_at, line.others.closed.until) > now;
}

std::optional<Attempt> Outbox::finish(std::uint64_t row, const DeliveryResult& result,
                                      model::Time now) {
  for (auto& [name, line] : lines_) {
    auto entry = line.under_way.extract(row);
    if (entry.empty()) continue;
    const bool dropped = entry.mapped().dropped;
    const bool at_fault = entry.mapped().row.own_fault;
    const bool known = !result && is_backing_off(line, now);
    const bool has_news = entry.mapped().has_news;
    forget_event(line, entry.mapped().row);
    Attempt attempt = after_attempt(std::move(entry.mapped().row), result,
                                    at_fault ? 0 : line.failures - (known ? 1 : 0), now);
    attempt.known_outage = known;
    attempt.missed_news = has_news;
    line.failed.erase(row);
    const auto& wait = result ? result->wait : result.error().wait;
    if (wait) obey(line, *wait, is_edit(attempt.row), now);
    if (result) {
      line.failures = line.failures_here = 0;
      line.retry_at = {};
      line.stopped = false;
      give_reference(line, attempt.row, *result);
      blame_rows(line, now);
      const auto since = std::exchange(line.away_since, std::nullopt);
      const bool was_away = since && now - *since >= kSummaryAfter;
      if (was_away && line.rows.size() > kSummaryFrom) attempt.away_since = since;
      return attempt;
    }
    if (attempt.fate == Fate::kSinkStopped) line.stopped = true;
    if (!attempt.row.own_fault) {
      line.failed.insert(row);
      if (!line.away_since) line.away_since = now;
    }
    if (!attempt.row.own_fault && !known) {
      ++line.failures;
      ++line.failures_here;
      line.retry_wait = wait ? model::Duration(0)
                             : retry_delay(std::max(line.failures, attempt.row.attempts), row);
      line.retry_at = now + line.retry_wait;
    }
    if (dropped) {
      if (attempt.row.dead) attempt.fate = Fate::kDropped;
      return attempt;
    }
    if (!attempt.row.dead) insert(line, Entry{attempt.row});
    return attempt;
  }
  return std::nullopt;
}

void Outbox::put_back(const std::string& sink) {
  const auto it = lines_.find(sink);
  if (it == lines_.end()) return;
  for (auto& [row, entry] : std::exchange(it->second.under_way, {})) {
    forget_event(it->second, entry.row);
    if (!entry.dropped) insert(it->second, std::move(entry));
  }
}

void Outbox::set_at_once(const std::string& sink, std::size_t rows) { lines_[sink].at_once = rows; }

std::optional<model::Time> Outbox::next_due() const {
  std::optional<model::Time> first;
  const auto take = [&](std::optional<model::Time> when) {
    if (when) first = std::min(first.value_or(*when), *when);
  };
  for (const auto& [name, line] : lines_) {
    if (!line.named || line.held || line.stopped || is_full(line)) continue;
    if (only_once_) {
      take(marked_open_at(line));
      continue;
    }
    const model::Time retry_at = line.failures > 0 ? line.retry_at : model::Time::min();
    for (const Kind* const kind : {&line.edits, &line.others}) {
      const model::Time opens = std::max(kind->closed.until, retry_at);
      if (!kind->ready.empty()) take(opens);
      if (!kind->later.empty()) take(std::max(opens, kind->later.begin()->first));
    }
  }
  return first;
}

bool Outbox::under_way() const {
  return std::ranges::any_of(lines_, [](const auto& e) { return !e.second.under_way.empty(); });
}

bool Outbox::has_marked(model::Time now) const {
  return std::ranges::any_of(lines_, [&](const auto& entry) {
    const Line& line = entry.second;
    if (!line.named || line.stopped) return false;
    const auto opens = marked_open_at(line);
    return opens && *opens <= now + kShortWait;
  });
}

std::size_t Outbox::size() const {
  std::size_t count = 0;
  for (const auto& [name, line] : lines_) count += line.rows.size() + line.under_way.size();
  return count;
}

std::size_t Outbox::overdue(model::Time now) const {
  std::size_t count = 0;
  for (const auto& [name, line] : lines_) {
    if (!line.named) continue;
    for (const auto* rows : {&line.rows, &line.under_way}) {
      count += static_cast<std::size_t>(std::ranges::count_if(
          *rows, [&](const auto& entry) { return is_overdue(entry.second.row, now); }));
    }
  }
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
