// Backups: a folder with backups of the event store, kept by RocksDB's BackupEngine.
//
// Backups share the tables that are the same, so one more costs what has changed since the last.
// Each file has its checksum; a number names a backup, and numbers ascend. What is not whole (the
// process was killed, the disk was full) is no backup, and is removed when the next is made. The
// folder is marked by a file, newswatch-backups, which is locked while somebody adds a backup.
// Errors: kTransient (no room, or another process adds a backup), kBadInput (the folder is another
// thing, or there is no backup of that number), kCorrupt (files are damaged), kPermanent. Times and
// sizes are those of the backup. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace rocksdb {
class BackupEngine;
class BackupEngineReadOnly;
class BackupEngineReadOnlyBase;
}  // namespace rocksdb

namespace newswatch::store {

struct BackupEntry {
  std::uint32_t number = 0;
  model::Time made{};
  std::uint64_t files = 0, bytes = 0;
};

struct AddedBackup {
  BackupEntry entry;
  std::uint64_t copied_files = 0, copied_bytes = 0;  // the others were there already
  std::size_t removed = 0;                           // older backups
};

class Backups {
 public:
  // kAdd makes the folder when missing (its parent must be there) and takes an empty one.
  enum class Use { kAdd, kRead };
  static model::Result<std::unique_ptr<Backups>> open(const std::filesystem::path& dir, Use use);
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  std::vector<BackupEntry> all() const;               // ascending
  std::vector<std::uint32_t> without_a_list() const;  // whose list of files can't be read

  // kAdd only. `store`: a snapshot, or a store that nobody writes; it is only read. kTransient
  // also: somebody has begun to write it. `keep`: the newest that stay, 1 or more.
  model::Result<AddedBackup> add(const std::filesystem::path& store, std::size_t keep);

  // Reads every file of the backup. kCorrupt: what is damaged.
  model::Result<void> verify(std::uint32_t number) const;

  // Writes the store of that backup into `to`, an empty folder, and compares all checksums. After
  // an error `to` holds what is of no use.
  model::Result<void> restore(std::uint32_t number, const std::filesystem::path& to) const;

 private:
  Backups(std::filesystem::path dir, process::UniqueFd lock);
  const rocksdb::BackupEngineReadOnlyBase& engine() const;
  bool has(std::uint32_t number) const;

  const std::filesystem::path dir_;
  const process::UniqueFd lock_;
  std::unique_ptr<rocksdb::BackupEngine> writer_;          // of kAdd
  std::unique_ptr<rocksdb::BackupEngineReadOnly> reader_;  // of kRead
};

}  // namespace newswatch::store
