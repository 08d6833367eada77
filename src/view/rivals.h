// Rivals: the events that a report might have joined. Errors: those of RocksReader. One thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/result.h"
#include "record/explain_json.h"
#include "store/rows.h"

namespace newswatch::view {

// Best first, each with the event that has its reports today.
model::Result<std::vector<record::Rival>> rivals(const store::Rows& reader,
                                                 const model::Report& report);

// The best that is not `event`, the event that the report is in; nullptr: there is none.
const record::Rival* next_best(std::span<const record::Rival> rivals, std::string_view event);

}  // namespace newswatch::view
