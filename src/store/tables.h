// Tables: an open RocksDB with its column families. RocksStore owns one as the writer, RocksReader
// one as the reader. It sets RocksDB's options and translates its statuses into errors.
//
// A writer's reads see all writes, a reader's those up to the last catch_up(). Errors are those of
// event_store.h and rocks_reader.h. One thread at a time. Internal to store/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "store/rows.h"
#include "store/schema.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
}  // namespace rocksdb

namespace newswatch::store {

class Tables final : public Rows {
 public:
  using Log = std::function<void(int level, std::string_view line)>;

  // For reading and writing, with RocksDB's lock. Creates the store when missing, and upgrades one
  // of an earlier schema. Any thread may call `log`. `env` may be nullptr.
  static model::Result<std::unique_ptr<Tables>> open_writer(const std::filesystem::path& dir,
                                                            Log log, rocksdb::Env* env);
  // For reading, whether a writer runs or not. scratch: an empty folder that nobody else uses.
  static model::Result<std::unique_ptr<Tables>> open_reader(const std::filesystem::path& dir,
                                                            const std::filesystem::path& scratch);
  ~Tables() override;
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view prefix,
                                        const Visit& visit) const override;

  // The schema of the store; 0: none yet. kPermanent: this program is too old for it.
  model::Result<std::uint64_t> schema() const;

  model::Result<void> catch_up();  // reader only

  void sync();                  // writer only: fsyncs what was written without sync
  void compact(Family family);  // writer only; a failure costs only time and disk space
  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* handle(Family family) const;

  // The error for a failed call: what was being done, to which store, what happened.
  model::Error error(std::string_view doing, const rocksdb::Status& status) const;

 private:
  explicit Tables(std::filesystem::path dir);
  // False: the store is older than the family, which then reads as empty. Only for a reader.
  bool has(Family family) const;
  model::Result<void> make_current(const Log& log);

  std::filesystem::path dir_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // RocksDB's "default", then kFamilies
};

}  // namespace newswatch::store
