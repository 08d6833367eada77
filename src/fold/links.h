// links: what folding remembers of the links of a story, its own and those that its text points to.
// Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/fold_record.h"

namespace newswatch::fold {

// The term id of a canonical link; stored.
model::TermId link_id(std::string_view link);

// For IndexRow::links: its own (empty: none) and at most 31 others, each once, sorted.
std::vector<model::TermId> link_ids(std::string_view own, std::span<const std::string> others);

}  // namespace newswatch::fold
