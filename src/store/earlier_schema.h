// What schemas 1 to 3 stored in another way: how a reader sees it as today's, and how the writer
// makes it so.
//
// Until schema 4 the key of a report was its event and its story, without first_seen, and messages
// that were given up stood in `outbox` among those that wait. Everything else that is new came as
// a family or a field of its own and needs nothing here. Internal to store/.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "model/result.h"
#include "store/rows.h"

namespace newswatch::store {

class Tables;

// A store of schema 1 to 3 with the families and keys of today, also while the writer is at
// upgrading it: some of its rows are in their new places then. Reads of reports and messages are
// slow, since whole events and the whole outbox are looked through. The stored rows must outlive
// it. Errors as those of Rows, and kCorrupt for a row that cannot be decoded.
class EarlierRows final : public Rows {
 public:
  explicit EarlierRows(const Rows& stored) : stored_(stored) {}

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view prefix,
                                        const Visit& visit) const override;

 private:
  using Found = std::map<std::string, std::string>;  // key of today -> value

  model::Result<Found> collect(Family family, std::string_view prefix) const;

  const Rows& stored_;
};

struct Upgraded {
  std::size_t reports = 0, messages = 0;  // rows that were moved
};

// Moves every row to its place of today, in batches of bounded size. What was moved before a crash
// stays moved: called again, it goes on. The caller writes the schema version afterwards, with
// sync.
model::Result<Upgraded> upgrade(Tables& tables);

}  // namespace newswatch::store
