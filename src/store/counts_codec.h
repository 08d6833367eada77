// Rows of the family `counts`: a snapshot of all term counts under the key "snapshot", and under
// "change/" and its seq in 20 digits what each response has added since.
//
// snapshot value: version byte 2; 32-bit day; 32-bit number of scopes; of each its name, its
// stories as a 32-bit IEEE float, a 32-bit number of terms with a 64-bit term and a 32-bit float
// each, a 32-bit number of 64-bit words of the filter, and a 32-bit number of terms in it. change
// value: the same version and day; a 32-bit number of scopes; of each its name, its 32-bit stories,
// a 32-bit number of terms with a 64-bit term and a 16-bit number of stories each. Names and
// numbers: binary.h.
//
// Until schema 4 there was a row for each term with its absolute count: the key is the 16-bit
// length of the scope, the scope, and for a term its 8 bytes; without a term the row holds the
// scope's stories. value: version byte 1; a 64-bit number of stories, or a 32-bit number for a
// term. Such keys are less than those of today. Decoding fails with kCorrupt. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/fold_record.h"
#include "model/result.h"

namespace newswatch::store {

inline constexpr std::string_view kCountsSnapshot = "snapshot";
inline constexpr std::string_view kCountsChange = "change/";
inline constexpr std::string_view kAfterCountsChanges = "change0";  // '0' follows '/'

std::string counts_snapshot_value(const model::CountsSnapshot& snapshot);
model::Result<model::CountsSnapshot> read_counts_snapshot(std::string_view value);

std::string counts_change_key(std::uint64_t seq);
std::string counts_change_value(const model::CountsChange& change);
model::Result<model::CountsChange> read_counts_change(std::string_view key, std::string_view value);

// Takes a row of schema 1 to 4 into the snapshot. Its day stays unknown.
model::Result<void> take_earlier_count(model::CountsSnapshot& snapshot, std::string_view key,
                                       std::string_view value);

}  // namespace newswatch::store
