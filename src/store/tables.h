// Tables: an open RocksDB with its families, for the writer (rocks_store) and the reader
// (rocks_reader). Options, opening, plain reads and the meaning of RocksDB's statuses stand here.
//
// Reads see what was last written or caught up with. Errors are those of event_store.h and
// rocks_reader.h. Owned by one of the two; one thread at a time. Internal to store/.
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

  // Read and write, alone; made when missing, of today's schema when it was of an earlier one. log
  // comes from any thread, env may be nullptr.
  static model::Result<std::unique_ptr<Tables>> open_writer(const std::filesystem::path& dir,
                                                            Log log, rocksdb::Env* env);
  // Beside a writer, which may be running, stopped or dead. scratch: an empty folder of its own.
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

  // The schema that the store was written with; 0: none yet. kPermanent when this program is too
  // old.
  model::Result<std::uint64_t> schema() const;

  model::Result<void> catch_up();  // reader only

  void sync();                  // writer only: what was written without sync
  void compact(Family family);  // writer only; what fails costs time and room only
  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* handle(Family family) const;

  // What was being done, to which store, what happened.
  model::Error error(std::string_view doing, const rocksdb::Status& status) const;

 private:
  explicit Tables(std::filesystem::path dir);
  // False: the store is older than the family, which is empty then. Only a reader meets that.
  bool has(Family family) const;
  model::Result<void> make_current(const Log& log);

  std::filesystem::path dir_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // RocksDB's "default", then kFamilies
};

}  // namespace newswatch::store
