// Rows: reads of stored keys and values as bytes. Both the daemon's store (EventStore) and the
// reader beside it (RocksReader) have them. queries.h reads them as values.
//
// schema.h has the families and the format of keys and values. A family that is newer than the
// store reads as empty. Errors: kTransient (read again later), kCorrupt (the files are damaged),
// kPermanent (any other I/O error). One thread at a time, except that several may scan() at the
// same time (parallel_scan.h); of damage they tell one after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "store/schema.h"

namespace newswatch::store {

// Stored rows that can't be read: those between two keys, or one.
struct Damage {
  Family family{};
  std::string what;      // what is wrong, with the file and the place in it
  std::string from, to;  // neither is missing; empty: the family's begin, its end
};
// How large a family is on the disk. Rows are an estimate: those that were written twice or dropped
// since the last compaction count as well.
struct FamilySize {
  Family family{};
  std::uint64_t rows = 0, bytes = 0;
};

using OnDamage = std::function<void(const Damage&)>;

class Rows {
 public:
  using Values = std::vector<std::optional<std::string>>;
  // Called for each row; returns false to end the scan. The views are valid during the call.
  using Visit = std::function<model::Result<bool>(std::string_view key, std::string_view value)>;

  virtual ~Rows() = default;

  // One value per key, in the order of the keys; nullopt: no such row.
  virtual model::Result<Values> get(Family family, std::span<const std::string> keys) const = 0;
  // Visits keys in ascending order, from the first that is not less than `from`, as long as they
  // begin with `prefix`.
  virtual model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                                   const Visit& visit) const = 0;
  // Visits the keys that begin with `prefix` in descending order, from the last that is less than
  // `before` (empty: from the last).
  virtual model::Result<void> scan_newest_first(Family family, std::string_view before,
                                                std::string_view prefix,
                                                const Visit& visit) const = 0;
};

}  // namespace newswatch::store
