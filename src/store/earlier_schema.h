// Stores of schema 1 to 3: EarlierRows reads one as if it were of today's schema, upgrade() makes
// it one.
//
// Two things have moved in schema 4. Before it the key of a report was event/story, without
// first_seen, and dead messages were in `outbox` and not in `dead`. All other changes only added a
// family or a field and need no code here. Internal to store/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "model/result.h"
#include "store/rows.h"

namespace newswatch::store {

class Tables;

// Stores of this schema and later ones have their rows where they are today.
inline constexpr std::uint64_t kRowsMovedIn = 4;

// Reads such a store with today's families and keys, even while a writer upgrades it and some rows
// have moved already. Reads of reports and messages are slow: they scan the whole event or the
// whole outbox. `stored` must outlive it. Errors: those of Rows, and kCorrupt for a row that cannot
// be decoded.
class EarlierRows final : public Rows {
 public:
  explicit EarlierRows(const Rows& stored) : stored_(stored) {}

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix, const Visit& visit) const override;

 private:
  using Found = std::map<std::string, std::string>;  // key of today -> value

  model::Result<Found> collect(Family family, std::string_view prefix) const;

  const Rows& stored_;
};

struct Upgraded {
  std::size_t reports = 0, messages = 0;  // rows that were moved
};

// Moves the rows to their keys of today, in batches of bounded size. After a crash a second call
// continues where the first one stopped. The caller then writes the schema version, with sync.
model::Result<Upgraded> upgrade(Tables& tables);

}  // namespace newswatch::store
