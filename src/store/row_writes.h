// RowWrites: puts and deletions that are written together or not at all (a RocksDB WriteBatch).
//
// write() is called once. `tables` must outlive it. Internal to store/.
#pragma once

#include <memory>
#include <string_view>

#include "model/result.h"
#include "store/schema.h"

namespace rocksdb {
class WriteBatch;
}

namespace newswatch::store {

class Tables;

class RowWrites {
 public:
  explicit RowWrites(Tables& tables);
  ~RowWrites();
  RowWrites(const RowWrites&) = delete;
  RowWrites& operator=(const RowWrites&) = delete;

  // A later call on the same key wins.
  void put(Family family, std::string_view key, std::string_view value);
  void drop(Family family, std::string_view key);
  // Drops the keys with from <= key < to.
  void drop_range(Family family, std::string_view from, std::string_view to);

  // sync: fsync before it returns. Errors: those of EventStore::commit().
  model::Result<void> write(bool sync);

 private:
  Tables& tables_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
};

}  // namespace newswatch::store
