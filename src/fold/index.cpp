#include "fold/index.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "text/hash.h"

namespace newswatch::fold {
namespace {

std::int32_t hour_of(model::Time time) {
  const auto hours = std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(hours, -1'000'000, 10'000'000));
}

float length_norm_of(const IndexedEvent& event) {
  const auto words = std::count_if(event.terms().begin(), event.terms().end(),
                                   [](const TermSum& term) { return term.sum() > 0; });
  return 1 / std::sqrt(static_cast<float>(std::max<std::ptrdiff_t>(words, 1)));
}

}  // namespace

std::uint64_t Index::hash_of(std::uint32_t slot) const { return text::hash64(at(slot).id()); }

std::uint32_t Index::slot(std::string_view event) const {
  return by_id_.find(text::hash64(event),
                     [&](std::uint32_t slot) { return events_[slot].id() == event; });
}

const IndexedEvent* Index::find(std::string_view event) const {
  const std::uint32_t at = slot(event);
  return at == kNone ? nullptr : &events_[at];
}

std::vector<std::uint64_t> Index::seqs(std::string_view event) const {
  std::vector<std::uint64_t> out;
  if (const IndexedEvent* known = find(event)) {
    for (const IndexedReport& report : known->reports()) out.push_back(report.seq);
  }
  return out;
}

// Makes a slot for an event that has no report yet.
std::uint32_t Index::open(const model::IndexRow& first) {
  std::uint32_t slot = static_cast<std::uint32_t>(events_.size());
  if (free_.empty()) {
    events_.emplace_back(first);
    rank_inputs_.emplace_back();
    first_seqs_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
    events_[slot] = IndexedEvent(first);
  }
  first_seqs_[slot] = first.seq;
  by_id_.put(text::hash64(first.event), slot, [this](std::uint32_t s) { return hash_of(s); });
  return slot;
}

// After a change of an event, which now holds the numbers `added`, too.
void Index::place(std::uint32_t slot, std::span<const std::uint32_t> added) {
  const IndexedEvent& event = events_[slot];
  RankInput& input = rank_inputs_[slot];
  input.last_hour = hour_of(event.last());
  input.length_norm = length_norm_of(event);
  oldest_ = std::min(oldest_, event.arrived());
  postings_.resize(vocabulary_.numbers());
  for (const std::uint32_t number : added) {
    const auto held = postings_[number].slots();
    const auto older = [&](std::uint64_t seq, std::uint32_t other) {
      return seq < first_seqs_[other];
    };
    const auto at = std::upper_bound(held.begin(), held.end(), first_seqs_[slot], older);
    postings_[number].insert(static_cast<std::size_t>(at - held.begin()), slot);
  }
}

void Index::add(const model::IndexRow& row) {
  next_seq_ = std::max(next_seq_, row.seq + 1);
  std::vector<std::uint32_t> numbers;
  numbers.reserve(row.weights.size() + row.links.size());
  for (const auto& [term, weight] : row.weights) numbers.push_back(vocabulary_.put(term));
  for (const model::TermId link : row.links) numbers.push_back(vocabulary_.put(link));
  std::uint32_t at = slot(row.event);
  if (at == kNone) at = open(row);
  place(at, events_[at].absorb(row, numbers));
}

void Index::replace(std::span<const std::string> gone, std::span<const model::IndexRow> rows) {
  std::vector<std::uint32_t> slots;
  for (const std::string& event : gone) {
    if (const std::uint32_t known = slot(event); known != kNone) slots.push_back(known);
  }
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  take_out(slots);
  for (const model::IndexRow& row : rows) add(row);
}

void Index::adopt(const Index& from, std::uint32_t slot) {
  model::IndexRow first;
  first.event = from.at(slot).id();
  first.seq = from.at(slot).first_seq();
  const std::uint32_t mine = open(first);
  events_[mine] = from.at(slot);
  events_[mine].renumber(
      [&](std::uint32_t number) { return vocabulary_.put(from.vocabulary_.term(number)); });
  std::vector<std::uint32_t> held;
  for (const TermSum& term : events_[mine].terms()) held.push_back(term.number);
  place(mine, held);
}

// Each posting list is read once, however many of its events go.
void Index::take_out(std::span<const std::uint32_t> slots) {
  std::vector<bool> leaves(events_.size());
  std::vector<std::uint32_t> numbers;
  for (const std::uint32_t slot : slots) {
    leaves[slot] = true;
    for (const TermSum& term : events_[slot].terms()) numbers.push_back(term.number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  for (const std::uint32_t number : numbers) {
    postings_[number].erase_if([&](std::uint32_t slot) { return leaves[slot]; });
    if (!postings_[number].slots().empty()) continue;
    postings_[number] = {};
    vocabulary_.give_back(number);
  }
  for (const std::uint32_t slot : slots) {
    by_id_.erase(hash_of(slot), slot, [this](std::uint32_t s) { return hash_of(s); });
    events_[slot] = {};
    free_.push_back(slot);
  }
}

std::vector<std::uint32_t> Index::expired_slots(model::Time horizon) const {
  std::vector<std::uint32_t> slots;
  if (horizon <= oldest_) return slots;
  for (std::uint32_t slot = 0; slot < events_.size(); ++slot) {
    const IndexedEvent& event = events_[slot];
    if (!event.reports().empty() && event.arrived() < horizon) slots.push_back(slot);
  }
  return slots;
}

std::vector<std::uint64_t> Index::expired(model::Time horizon) const {
  std::vector<std::uint64_t> rows;
  for (const std::uint32_t slot : expired_slots(horizon)) {
    for (const IndexedReport& report : events_[slot].reports()) rows.push_back(report.seq);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void Index::drop_before(model::Time horizon) {
  if (horizon <= oldest_) return;
  take_out(expired_slots(horizon));
  oldest_ = model::Time::max();
  for (const IndexedEvent& event : events_) {
    if (!event.reports().empty()) oldest_ = std::min(oldest_, event.arrived());
  }
}

void Index::set_topic_words(const std::string& topic, std::span<const model::TermId> words) {
  topic_words_[topic] = {words.begin(), words.end()};
}

bool Index::is_topic_word(const std::string& topic, model::TermId term) const {
  const auto words = topic_words_.find(topic);
  return words != topic_words_.end() && words->second.contains(term);
}

}  // namespace newswatch::fold
