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

// How long a row waits from its last attempt on. Old rows do not say when that was.
model::Duration planned_wait(const model::OutboxRow& row) {
  return row.tried ? row.not_before - *row.tried : kLongestDelay * 2;
}

// A time that lies further ahead than its own wait was stored under a clock that was set back
// since: the wait begins now. Whether that was so.
bool mend_times(model::OutboxRow& row, model::Time now) {
  const model::Time before = row.not_before;
  // What was decided later than now.
  model::Time& decided = row.tried ? *row.tried : row.created;
  if (decided > now) {
    row.not_before = now + std::max(row.not_before - decided, model::Duration(0));
    decided = now;
    row.created = std::min(row.created, now);
  }
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
  if (row.first_attempt && !row.own_fault) {
    line.away_since = std::min(line.away_since.value_or(*row.first_attempt), *row.first_attempt);
  }
  const auto known = take(line, row.row);
  if (known && known->row.attempts > row.attempts) {
    line.failures = 0;  // somebody asked for it to be tried again
    line.retry_at = {};
  } else if (row.attempts > line.failures && !row.own_fault) {  // left by an earlier run
    line.failures = row.attempts;
    line.retry_at = std::max(line.retry_at, row.not_before);
    line.retry_wait = planned_wait(row);
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
  Line& line = lines_[sink];
  (kind == model::FollowUp::kEdit ? line.edits_closed : line.closed) = {until, until - now};
}

// Told to wait, it is left alone for exactly so long.
void Outbox::obey(Line& line, const Wait& wait, model::FollowUp kind, model::Time now) {
  const model::Duration time = std::clamp(wait.time, model::Duration(0), kLongestTold);
  const bool is_edit = kind == model::FollowUp::kEdit;
  const auto close = [&](Closed& closed) {
    if (now + time > closed.until) closed = {now + time, time};
  };
  if (is_edit || !wait.only_kind) close(line.edits_closed);
  if (!is_edit || !wait.only_kind) close(line.closed);
}

// A row that was tried has no time of its own, unless it is at fault: as soon as its sink takes
// rows again, all that failed go on.
void Outbox::insert(Line& line, Entry entry) {
  const std::uint64_t row = entry.row.row;
  if (entry.row.attempts > 0 && !entry.row.own_fault) {
    line.ready.insert(row);
  } else {
    line.later.emplace(entry.row.not_before, row);
  }
  if (entry.once) line.marked.insert(row);
  if (const std::string& event = entry.row.notification.event.id; !event.empty()) {
    line.of_event[event].insert(row);
  }
  if (entry.row.follow == model::FollowUp::kEdit) ++line.edits;
  line.rows.insert_or_assign(row, std::move(entry));
}

void Outbox::forget_event(Line& line, const model::OutboxRow& row) {
  const auto of = line.of_event.find(row.notification.event.id);
  if (of == line.of_event.end()) return;
  of->second.erase(row.row);
  if (of->second.empty()) line.of_event.erase(of);
}

std::optional<Outbox::Entry> Outbox::take(Line& line, std::uint64_t row) {
  const auto at = line.rows.find(row);
  if (at == line.rows.end()) return std::nullopt;
  Entry entry = std::move(at->second);
  line.rows.erase(at);
  line.ready.erase(row);
  line.later.erase({entry.row.not_before, row});
  line.marked.erase(row);
  if (entry.row.follow == model::FollowUp::kEdit) --line.edits;
  forget_event(line, entry.row);
  return entry;
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
    going->second.row.notification = std::move(row.notification);
    line.of_event[going->second.row.notification.event.id].insert(row.row);
  } else if (line.rows.contains(row.row)) {
    put(std::move(row));
  }
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
    line.closed.until += by;
    line.edits_closed.until += by;
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
  if (!line.named || line.held || line.stopped || line.under_way.size() >= at_once) {
    return std::nullopt;
  }
  for (Closed* const closed : {&line.closed, &line.edits_closed}) {
    closed->until = std::min(closed->until, now + closed->wait);  // the clock may have been set
  }
  const bool edits_only = line.closed.until > now;
  if (edits_only && (line.edits == 0 || line.edits_closed.until > now)) return std::nullopt;
  if (!only_once_) {
    make_ready(line, now);
    line.retry_at = std::min(line.retry_at, now + line.retry_wait);
    if (line.failures > 0 && line.retry_at > now) return std::nullopt;
  }
  const auto& rows = only_once_ ? line.marked : line.ready;
  const auto passing = [&](auto from) {
    return std::find_if(from, rows.end(),
                        [&](std::uint64_t row) { return may_start(line, row, only_once_, now); });
  };
  const auto first = passing(rows.begin());
  if (first == rows.end()) return std::nullopt;
  const bool probe = !only_once_ && line.failures_here >= kFirstRowAlone &&
                     (line.failures_here - kFirstRowAlone) % 2 == 0;
  if (!probe) return *first;
  auto other = passing(rows.upper_bound(std::max(line.probed, *first)));
  if (other == rows.end()) other = passing(std::next(first));
  if (other == rows.end()) return *first;
  return line.probed = *other;
}

// Whether no earlier message about the same event waits. In a run that tries each row once, that
// one may have been tried already.
bool Outbox::may_pass(const Line& line, std::uint64_t row, bool only_once) {
  const auto of = line.of_event.find(line.rows.at(row).row.notification.event.id);
  if (of == line.of_event.end()) return true;
  if (!only_once) return *of->second.begin() >= row;
  return std::ranges::none_of(of->second, [&](std::uint64_t other) {
    return other < row && (line.marked.contains(other) || line.under_way.contains(other));
  });
}

bool Outbox::may_start(const Line& line, std::uint64_t row, bool only_once, model::Time now) {
  const bool is_edit = line.rows.at(row).row.follow == model::FollowUp::kEdit;
  return (is_edit ? line.edits_closed : line.closed).until <= now && may_pass(line, row, only_once);
}

// The sink takes rows: those that failed are at fault themselves, unless they go through now.
void Outbox::blame_rows(Line& line, model::Time now) {
  for (const std::uint64_t row : std::exchange(line.failed, {})) {
    auto entry = take(line, row);
    if (!entry) continue;
    entry->row.own_fault = true;
    entry->row.not_before = now;
    insert(line, std::move(*entry));
  }
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
    if (const std::string& event = entry->row.notification.event.id; !event.empty()) {
      line.of_event[event].insert(*row);  // while it is under way, too
    }
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

// Later rows about the same event can change or answer the message from now on.
void Outbox::give_reference(Line& line, const model::OutboxRow& row, const Receipt& receipt) {
  if (receipt.reference.empty() || row.follow != model::FollowUp::kOwn) return;
  const auto of = line.of_event.find(row.notification.event.id);
  if (of == line.of_event.end()) return;
  for (const std::uint64_t later : of->second) {
    const auto at = line.rows.find(later);
    if (at != line.rows.end() && at->second.row.reference.empty()) {
      at->second.row.reference = receipt.reference;
    }
  }
}

std::optional<Attempt> Outbox::finish(std::uint64_t row, const DeliveryResult& result,
                                      model::Time now) {
  for (auto& [name, line] : lines_) {
    auto entry = line.under_way.extract(row);
    if (entry.empty()) continue;
    const bool dropped = entry.mapped().dropped;
    const bool at_fault = entry.mapped().row.own_fault;
    forget_event(line, entry.mapped().row);
    Attempt attempt =
        after_attempt(std::move(entry.mapped().row), result, at_fault ? 0 : line.failures, now);
    line.failed.erase(row);
    const auto& wait = result ? result->wait : result.error().wait;
    if (wait) obey(line, *wait, attempt.row.follow, now);
    if (result) {
      line.failures = line.failures_here = 0;
      line.retry_at = {};
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
      ++line.failures;
      ++line.failures_here;
      line.retry_wait = wait ? model::Duration(0)
                             : retry_delay(std::max(line.failures, attempt.row.attempts), row);
      line.retry_at = now + line.retry_wait;
    }
    if (dropped) return std::nullopt;
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

// When the first row may start for which no other one waits; nullopt: there is none.
std::optional<model::Time> Outbox::opens_at(const Line& line, bool only_once) {
  std::optional<model::Time> first;
  bool saw_edit = false, saw_other = false;  // all of a kind may start at the same time
  for (const std::uint64_t row : only_once ? line.marked : line.ready) {
    const bool is_edit = line.rows.at(row).row.follow == model::FollowUp::kEdit;
    if ((is_edit ? saw_edit : saw_other) || !may_pass(line, row, only_once)) continue;
    (is_edit ? saw_edit : saw_other) = true;
    const model::Time opens = (is_edit ? line.edits_closed : line.closed).until;
    first = std::min(first.value_or(opens), opens);
    if (saw_other && (saw_edit || line.edits == 0)) break;
  }
  return first;
}

std::optional<model::Time> Outbox::next_due() const {
  std::optional<model::Time> first;
  for (const auto& [name, line] : lines_) {
    if (!line.named || line.held || line.stopped || line.under_way.size() >= line.at_once) continue;
    std::optional<model::Time> when = opens_at(line, only_once_);
    if (!only_once_) {
      if (!line.later.empty()) {
        const model::Time due = line.later.begin()->first;
        when = std::min(when.value_or(due), due);
      }
      if (when && line.failures > 0) when = std::max(*when, line.retry_at);
    }
    if (when && (!first || *when < *first)) first = when;
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
    const auto opens = opens_at(line, true);
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
