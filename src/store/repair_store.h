// Mends a store that nobody writes, as far as its rows allow.
//
// A store whose files can be read is mended in place, after a copy of it was kept; of one with
// damaged blocks all rows that can be read are written into a new store, and the old one is moved
// aside. So nothing is lost that was not lost before, and a repair that was cut off is begun anew.
// A store that RocksDB can't open (a table or the MANIFEST is missing) is not mended: RocksDB's own
// RepairDB ends in Debian 12 with an error even on a sound store of several families, and leaves an
// empty one. Errors: kCorrupt (that), kTransient (no room; somebody writes it), kPermanent. One
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "model/clock.h"
#include "model/result.h"
#include "store/check.h"

namespace newswatch::store {

struct Repaired {
  CheckedRows before;          // the store as it was
  std::string damage;          // of its files; empty: all blocks could be read
  std::uint64_t left = 0;      // findings that could not be mended
  std::filesystem::path kept;  // the store as it was; empty: nothing was wrong
};

// `on_finding` and `on_damage` get what was wrong before, and each finding that is left.
model::Result<Repaired> repair(const std::filesystem::path& store, const OnFinding& on_finding,
                               const OnDamage& on_damage, model::Time now);

}  // namespace newswatch::store
