// Checks that the rows of a store can be read and go together, and says how what is wrong is
// mended.
//
// What retention leaves behind is right: keys and reports without their story, an event that has no
// report and counts none. Damaged blocks are told by the Rows themselves (OnDamage). The findings
// come in no order that means anything. Memory: about 150 bytes for an event and 8 for a story and
// a report. Errors: those of Rows. Pure but for the Rows; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/result.h"
#include "store/rows.h"

namespace newswatch::store {

// A row to be written, or dropped when it has no value.
struct Mend {
  Family family{};
  std::string key;
  std::optional<std::string> value;
};

struct Finding {
  Family family{};
  std::string key;          // of the row that is wrong or missing
  std::string what, means;  // what is wrong, and what that comes to for people
  std::vector<Mend> mends;  // none: nothing can be done about it
};
using OnFinding = std::function<void(Finding)>;

struct CheckedRows {
  std::array<std::uint64_t, kFamilies.size()> rows{};  // that are there, by family
  std::uint64_t findings = 0;
};

// Where one mend makes another needed, the next check finds that: repeat until nothing is found.
model::Result<CheckedRows> check_rows(const Rows& rows, const OnFinding& on_finding);

}  // namespace newswatch::store
