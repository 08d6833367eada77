// links: the ids of a story's links, its own and those that its text points to. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/fold_record.h"

namespace newswatch::fold {

// The term id of a canonical link. It is stored: it may not change without a new version of the
// record.
model::TermId link_id(std::string_view link);

// For IndexRow::links: its own link (empty: none) and the first kOtherLinks others, each once,
// sorted.
std::vector<model::TermId> link_ids(std::string_view own, std::span<const std::string> others);

}  // namespace newswatch::fold
