// IndexedEvent: what the index remembers of one event: the sum of its reports' term vectors, the
// vector of the first report, and the headlines that the copy rule reads. A plain value, kept small
// (index.h).
//
// Sums are taken over the stored float weights in the order of the reports. The same reports in the
// same order therefore give the same bits, whatever numbers the index gave their terms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/fold_record.h"

namespace newswatch::fold {

// One term of an event's reports. A link is a term whose weights are 0.
struct TermSum {
  std::uint32_t number = 0;  // in the index's vocabulary
  float first = 0;           // weight in the report that opened the event
  float later = 0;           // in all other reports together
  double sum() const { return static_cast<double>(first) + later; }
};

struct IndexedReport {
  model::Time time{};  // story time
  std::uint64_t seq = 0;
  std::uint32_t title_at = 0, title_size = 0;  // in the event's text
  std::uint32_t outlet = 0;                    // outlet_hash() of its outlet
};

// Tells outlets apart, rarely wrongly.
std::uint32_t outlet_hash(std::string_view outlet);

class IndexedEvent {
 public:
  IndexedEvent() = default;
  explicit IndexedEvent(const model::IndexRow& first);

  // Adds a report. `numbers` are those of the row's weights, then of its links. Returns the numbers
  // that the event did not hold before, ascending.
  std::vector<std::uint32_t> absorb(const model::IndexRow& row,
                                    std::span<const std::uint32_t> numbers);
  // Gives every term the number that another vocabulary has for it.
  template <class Renumber>
  void renumber(Renumber renumber) {
    for (TermSum& term : terms_) term.number = renumber(term.number);
    sort_terms();
  }

  std::string_view id() const { return {text_.data(), id_size_}; }
  std::string_view title(const IndexedReport& report) const {
    return {text_.data() + report.title_at, report.title_size};
  }
  std::span<const TermSum> terms() const { return terms_; }            // sorted by number
  const TermSum* find(std::uint32_t number) const;                     // nullptr: not held
  std::span<const IndexedReport> reports() const { return reports_; }  // in the order they joined
  std::uint64_t first_seq() const { return reports_.front().seq; }
  double norm2() const { return norm2_; }           // squared length of the sum
  model::Time last() const { return last_; }        // newest story time of a report
  model::Time arrived() const { return arrived_; }  // newest arrival of a report

 private:
  void sort_terms();

  std::vector<TermSum> terms_;
  std::vector<IndexedReport> reports_;
  std::vector<char> text_;  // its id, then the normalised headlines of its reports
  std::uint32_t id_size_ = 0;
  double norm2_ = 0;
  model::Time last_{}, arrived_{};
};

}  // namespace newswatch::fold
