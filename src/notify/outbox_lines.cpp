// The rows of one sink in the outbox (Outbox::Line): which of them may start, and in which order.
#include <algorithm>
#include <iterator>
#include <utility>

#include "notify/outbox.h"

namespace newswatch::notify {
namespace {

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

// Told to wait, it is left alone for exactly so long.
void Outbox::obey(Line& line, const Wait& wait, bool is_edit, model::Time now) {
  const model::Duration time = told(wait);
  const auto close = [&](Closed& closed) {
    if (now + time > closed.until) closed = {now + time, time};
  };
  if (is_edit || !wait.only_kind) close(line.edits.closed);
  if (!is_edit || !wait.only_kind) close(line.others.closed);
}

Outbox::Kind& Outbox::kind_of(Line& line, const model::OutboxRow& row) {
  return is_edit(row) ? line.edits : line.others;
}

const Outbox::Kind& Outbox::kind_of(const Line& line, std::uint64_t row) {
  return is_edit(line.rows.at(row).row) ? line.edits : line.others;
}

// A row that was tried has no time of its own, unless it is at fault: as soon as its sink takes
// rows again, all that failed go on.
void Outbox::insert(Line& line, Entry entry) {
  const std::uint64_t number = entry.row.row;
  entry.due = entry.row.attempts > 0 && !entry.row.own_fault;
  if (entry.once) line.marked.insert(number);
  const Entry& here = line.rows.insert_or_assign(number, std::move(entry)).first->second;
  note_event(line, here.row);
  Kind& kind = kind_of(line, here.row);
  if (!here.due) {
    kind.later.emplace(here.row.not_before, number);
  } else if (may_pass(line, here.row)) {
    kind.ready.insert(number);
  }
}

// The rows about its event that come after it wait for it.
void Outbox::note_event(Line& line, const model::OutboxRow& row) {
  const std::string& event = row.notification.event.id;
  if (event.empty()) return;
  auto& of_event = line.of_event[event];
  const auto at = of_event.insert(row.row).first;
  if (at != of_event.begin() || of_event.size() == 1) return;
  for (Kind* const kind : {&line.edits, &line.others}) kind->ready.erase(*std::next(at));
}

void Outbox::forget_event(Line& line, const model::OutboxRow& row) {
  const auto of = line.of_event.find(row.notification.event.id);
  if (of == line.of_event.end()) return;
  of->second.erase(row.row);
  if (of->second.empty()) {
    line.of_event.erase(of);
    return;
  }
  const auto first = line.rows.find(*of->second.begin());
  if (first == line.rows.end() || !first->second.due) return;
  kind_of(line, first->second.row).ready.insert(first->first);
}

std::optional<Outbox::Entry> Outbox::take(Line& line, std::uint64_t row) {
  const auto at = line.rows.find(row);
  if (at == line.rows.end()) return std::nullopt;
  Entry entry = std::move(at->second);
  line.rows.erase(at);
  Kind& kind = kind_of(line, entry.row);
  kind.ready.erase(row);
  kind.later.erase({entry.row.not_before, row});
  line.marked.erase(row);
  forget_event(line, entry.row);
  return entry;
}

// Those whose time has come are no more waited for. Of the others the last is looked at: only that
// can lie further ahead than its own wait, when the clock was set back since it was stored.
void Outbox::make_ready(Line& line, Kind& kind, model::Time now) {
  while (!kind.later.empty()) {
    if (const auto next = kind.later.begin(); next->first <= now) {
      Entry& entry = line.rows.at(next->second);
      entry.due = true;
      if (may_pass(line, entry.row)) kind.ready.insert(next->second);
      kind.later.erase(next);
      continue;
    }
    const auto last = std::prev(kind.later.end());
    model::OutboxRow& row = line.rows.at(last->second).row;
    if (!mend_times(row, now)) return;
    const std::uint64_t number = last->second;
    kind.later.erase(last);
    kind.later.emplace(row.not_before, number);
  }
}

// A sink that failed is tried with one row.
bool Outbox::is_full(const Line& line) {
  return line.under_way.size() >= (line.failures > 0 ? 1 : line.at_once);
}

// Whether no earlier message about the same event waits.
bool Outbox::may_pass(const Line& line, const model::OutboxRow& row) {
  const auto of = line.of_event.find(row.notification.event.id);
  return of == line.of_event.end() || *of->second.begin() >= row.row;
}

std::optional<std::uint64_t> Outbox::next_marked(const Line& line, model::Time now) {
  const auto at = std::ranges::find_if(line.marked, [&](std::uint64_t row) {
    return kind_of(line, row).closed.until <= now && may_pass(line, line.rows.at(row).row);
  });
  return at == line.marked.end() ? std::nullopt : std::optional(*at);
}

// The first row from that number on whose kind the target takes now.
std::optional<std::uint64_t> Outbox::next_ready(const Line& line, std::uint64_t from,
                                                model::Time now) {
  std::optional<std::uint64_t> first;
  for (const Kind* const kind : {&line.edits, &line.others}) {
    if (kind->closed.until > now) continue;
    const auto at = kind->ready.lower_bound(from);
    if (at != kind->ready.end()) first = std::min(first.value_or(*at), *at);
  }
  return first;
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

// Later rows about the same event can change or answer the message from now on.
void Outbox::give_reference(Line& line, const model::OutboxRow& row, const Receipt& receipt) {
  if (receipt.reference.empty() || row.follow != model::FollowUp::kOwn) return;
  const auto of = line.of_event.find(row.notification.event.id);
  if (of == line.of_event.end()) return;
  const std::set<std::uint64_t> about = of->second;
  for (const std::uint64_t number : about) {
    const auto at = line.rows.find(number);
    if (at == line.rows.end() || !at->second.row.reference.empty()) continue;
    auto later = take(line, number);  // its kind may be another now
    if (!later) continue;
    later->row.reference = receipt.reference;
    insert(line, *std::move(later));
  }
}

// When the first marked row may start for which no other one waits; nullopt: there is none.
std::optional<model::Time> Outbox::marked_open_at(const Line& line) {
  std::optional<model::Time> first;
  for (const std::uint64_t row : line.marked) {
    if (!may_pass(line, line.rows.at(row).row)) continue;
    const model::Time opens = kind_of(line, row).closed.until;
    first = std::min(first.value_or(opens), opens);
    if (*first <= std::min(line.edits.closed.until, line.others.closed.until)) break;
  }
  return first;
}

}  // namespace newswatch::notify
