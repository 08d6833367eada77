// Event: what the index remembers of one happening: the sum of its reports' vectors, the first of
// them, and headlines for the copy rule. A plain value, kept small (index.h).
//
// Sums are taken over the stored float weights in the order of the reports, so that every way to
// the same reports in the same order gives the same bits, whatever numbers their terms have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/fold_record.h"

namespace newswatch::fold {

class Event {
 public:
  // A term of the event's reports. A link that they have is a term without weight.
  struct Part {
    std::uint32_t number = 0;  // in the index's vocabulary
    float first = 0;           // weight in the report that opened the event
    float later = 0;           // in all others together
    double sum() const { return static_cast<double>(first) + later; }
  };
  struct Report {
    model::Time time{};
    std::uint64_t seq = 0;
    std::uint32_t title_at = 0, title_size = 0;  // in text_
  };

  Event() = default;
  explicit Event(const model::IndexRow& first);

  // Takes a report in. `numbers` are those of the row's weights, then of its links. Returns the
  // numbers that the event did not hold before, ascending.
  std::vector<std::uint32_t> absorb(const model::IndexRow& row,
                                    std::span<const std::uint32_t> numbers);
  // Gives every term the number that another vocabulary has for it.
  template <class Renumber>
  void renumber(Renumber renumber) {
    for (Part& part : parts_) part.number = renumber(part.number);
    sort_parts();
  }

  std::string_view id() const { return {text_.data(), id_size_}; }
  std::string_view title(const Report& report) const {
    return {text_.data() + report.title_at, report.title_size};
  }
  std::span<const Part> parts() const { return parts_; }        // sorted by number
  const Part* find(std::uint32_t number) const;                 // nullptr: it does not hold it
  std::span<const Report> reports() const { return reports_; }  // in the order they joined
  std::uint64_t first_seq() const { return reports_.front().seq; }
  double norm2() const { return norm2_; }           // squared length of the sum
  model::Time last() const { return last_; }        // newest story time of a report
  model::Time arrived() const { return arrived_; }  // newest arrival of a report

 private:
  void sort_parts();

  std::vector<Part> parts_;
  std::vector<Report> reports_;
  std::vector<char> text_;  // its id, then the normalised headlines of its reports
  std::uint32_t id_size_ = 0;
  double norm2_ = 0;
  model::Time last_{}, arrived_{};
};

}  // namespace newswatch::fold
