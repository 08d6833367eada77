// RocksStore: the EventStore of the daemon, the only writer of a store folder.
//
// The format is in store/schema.h; open() upgrades a store of an earlier schema. Errors as in
// event_store.h. open() returns kBadInput when another newswatch has the folder locked or a newer
// one wrote it, and kCorrupt when its files are damaged: then nothing is changed. On a full disk
// commit() writes nothing and returns kTransient: commit the same batch again later; RocksDB
// recovers by itself once there is room. After kPermanent end the process: a batch whose fsync
// failed may or may not be there when the store is opened again. One thread makes all calls but
// those that event_store.h names; the log callback may also come from threads of RocksDB.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/event_store.h"

namespace rocksdb {
class Env;
}

namespace newswatch::store {

class Tables;

// Gets RocksDB's own messages (as warnings; debug when they are about a full disk), and one info
// line when the store was upgraded. Level: 0 debug, 1 info, 2 warning.
using LogFunction = std::function<void(int level, std::string_view line)>;

class RocksStore final : public EventStore {
 public:
  struct Options {
    LogFunction log;              // empty: dropped
    rocksdb::Env* env = nullptr;  // for tests, not owned; nullptr: the machine's disk
  };

  // Creates the folder (mode 0750) and the store in it when missing.
  static model::Result<std::unique_ptr<RocksStore>> open(const std::filesystem::path& dir,
                                                         const Options& options);
  static model::Result<std::unique_ptr<RocksStore>> open(const std::filesystem::path& dir);
  // Syncs what was committed without sync. After an error of commit() it touches no file.
  ~RocksStore() override;
  RocksStore(const RocksStore&) = delete;
  RocksStore& operator=(const RocksStore&) = delete;

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix, const Visit& visit) const override;
  model::Result<void> commit(const Batch& batch) override;
  void expire(Expiry expiry) override;
  model::Result<void> snapshot(const std::filesystem::path& dir) override;
  std::unique_ptr<Rows> instant() const override;
  std::vector<FamilySize> sizes() const override;

 private:
  explicit RocksStore(std::unique_ptr<Tables> tables);

  std::unique_ptr<Tables> tables_;
};

}  // namespace newswatch::store
