// Rows: plain reads of the stored bytes, the same for the daemon that writes them (EventStore) and
// for a reader beside it (RocksReader). queries.h makes values of them.
//
// Families and the form of keys and values: schema.h. A family that the store is too old to have
// reads as empty. Errors: kTransient (read again later), kCorrupt (the files are damaged),
// kPermanent (any other I/O error). One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "store/schema.h"

namespace newswatch::store {

class Rows {
 public:
  using Values = std::vector<std::optional<std::string>>;
  // Called with one row; returns false to end the scan. The views hold during the call.
  using Visit = std::function<model::Result<bool>(std::string_view key, std::string_view value)>;

  virtual ~Rows() = default;

  // One value per key, in the order of the keys; nullopt: no such row. One MultiGet.
  virtual model::Result<Values> get(Family family, std::span<const std::string> keys) const = 0;
  // Keys ascend, from the first that is not less than `from`, while they begin with `prefix`.
  virtual model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                                   const Visit& visit) const = 0;
  // Keys descend, from the last that begins with `prefix`, while they begin with it.
  virtual model::Result<void> scan_newest_first(Family family, std::string_view prefix,
                                                const Visit& visit) const = 0;
};

}  // namespace newswatch::store
