// Tables: an open RocksDB with its column families. RocksStore owns one as the writer, RocksReader
// one as the reader. tables.cpp opens it and translates RocksDB's statuses into errors,
// table_rows.cpp reads and writes rows.
//
// A writer's reads see all writes, a reader's those up to the last catch_up(). Errors are those of
// event_store.h and rocks_reader.h. Threads as in rows.h. Internal to store/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "store/disk.h"
#include "store/expiry.h"
#include "store/rows.h"
#include "store/schema.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Snapshot;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace newswatch::store {

class ExpiryFilter;
class SeenMark;

class Tables final : public Rows {
 public:
  // For reading and writing, with RocksDB's lock. Creates the store when missing, and upgrades one
  // of an earlier schema, of which a copy is kept (kept_copy.h). Damage that can be known before is
  // refused, and nothing is changed then (folder_check.h). Any thread may call `log`. `env`:
  // nullptr but in tests, where that look is left out.
  static model::Result<std::unique_ptr<Tables>> open_writer(const std::filesystem::path& dir,
                                                            const RocksLog& log, rocksdb::Env* env);
  // For reading, whether a writer runs or not. scratch: an empty folder that nobody else uses. With
  // on_damage, rows that can't be read are left out and told of.
  static model::Result<std::unique_ptr<Tables>> open_reader(const std::filesystem::path& dir,
                                                            const std::filesystem::path& scratch,
                                                            OnDamage on_damage);
  ~Tables() override;
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix, const Visit& visit) const override;

  // EventStore::instant(), for any thread.
  std::unique_ptr<Rows> instant() const;

  // The schema of the store; 0: none yet. kBadInput: this program is too old for it.
  model::Result<std::uint64_t> schema() const;

  model::Result<void> catch_up();            // reader only
  std::vector<FamilySize> sizes() const;     // in the order of kFamilies
  model::Result<void> verify_files() const;  // RocksReader::verify_files()

  // Writer only. After an error that does not pass by itself, nothing more may be written.
  model::Result<void> write(rocksdb::WriteBatch& batch, bool sync);
  // EventStore::snapshot(), for any thread.
  model::Result<void> snapshot(const std::filesystem::path& dir) const;
  void sync();                  // writer only: fsyncs what was written without sync
  void expire(Expiry expiry);   // writer only: what compactions drop from now on
  void compact(Family family);  // writer only; a failure costs only time and disk space
  rocksdb::ColumnFamilyHandle* handle(Family family) const;

  // The error for a failed call: what was being done, to which store, what happened.
  model::Error error(std::string_view doing, const rocksdb::Status& status) const;

 private:
  class Instant;

  explicit Tables(std::filesystem::path dir);
  // instant: nullptr: now.
  model::Result<Values> get_at(const rocksdb::Snapshot* instant, Family family,
                               std::span<const std::string> keys) const;
  model::Result<void> scan_at(const rocksdb::Snapshot* instant, Family family,
                              std::string_view from, std::string_view prefix,
                              const Visit& visit) const;
  model::Result<void> scan_newest_first_at(const rocksdb::Snapshot* instant, Family family,
                                           std::string_view before, std::string_view prefix,
                                           const Visit& visit) const;
  // False: the store is older than the family, which then reads as empty. Only for a reader.
  bool has(Family family) const;
  model::Result<void> make_current(const RocksLog& log, const std::filesystem::path& copy);
  void tell(Family family, const rocksdb::Status& status, std::string_view from,
            std::string_view to) const;
  void mark_synced();

  std::filesystem::path dir_;
  OnDamage on_damage_;              // empty: damage is an error
  mutable std::mutex telling_;      // one call of on_damage_ at a time: several threads may scan
  std::shared_ptr<SeenMark> seen_;  // RocksDB's threads use it too; nullptr: none is kept
  std::shared_ptr<ExpiryFilter> expiry_;  // as well; nullptr: a reader
  std::unique_ptr<rocksdb::Env> env_;     // nullptr: another's
  std::unique_ptr<rocksdb::DB> db_;
  bool write_failed_ = false;                          // the last one
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // RocksDB's "default", then kFamilies
};

}  // namespace newswatch::store
