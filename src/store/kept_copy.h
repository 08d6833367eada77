// A copy of a store as it was before it was changed throughout. Internal to store/.
#pragma once

#include <cstdint>
#include <filesystem>

#include "model/clock.h"
#include "model/result.h"

namespace newswatch::store {

// Copies the store into a folder beside it, "NAME-before-schema-N", and returns that folder. A copy
// that is there already (an upgrade that was cut off) stays as it is; those of earlier upgrades go.
// Tables never change, so they are linked and cost no room at first. Nobody may write the store
// meanwhile. Errors: kTransient, the disk is full; kPermanent.
model::Result<std::filesystem::path> keep_copy(const std::filesystem::path& dir,
                                               std::uint64_t schema);

// The same before a repair, in "NAME.before-repair-TIME"; those of earlier repairs stay.
model::Result<std::filesystem::path> keep_before_repair(const std::filesystem::path& dir,
                                                        model::Time now);

}  // namespace newswatch::store
