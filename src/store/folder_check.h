// The look at a store's folder before RocksDB opens it, and the mark beside RocksDB's files that it
// is compared with.
//
// RocksDB takes a folder without CURRENT for a new one, and a MANIFEST (its list of files) that was
// cut for an older state: it then shows an empty store, or half of one, and deletes every file that
// is not in the list. So the writer marks in newswatch-seen what is safely on the disk: how long
// the MANIFEST is, its hash, and the number of the last write that was synced. What is shorter or
// other than the mark is damage, and is refused before anything is changed. A kill at any instant
// leaves no less than the mark, nor does a power cut.
// A store without a mark (of an older version, or whose mark a person removed) is not compared.
// Internal to store/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace newswatch::store {

struct Seen {
  std::string manifest;  // its file name
  std::uint64_t manifest_bytes = 0, manifest_hash = 0;
  std::uint64_t sequence = 0;  // RocksDB's number of the last synced write
};

struct Folder {
  bool has_store = false;  // false: no newswatch has written there
  bool has_tables = false;
  std::optional<Seen> seen;
};

// Reads names, CURRENT and the MANIFEST; changes nothing. kCorrupt: damage, with the file and what
// a person can do. kPermanent: the folder may not be read. Beside a writer a file may go between
// two steps, which looks like damage: look again then.
model::Result<Folder> look_at_folder(const std::filesystem::path& dir);

// What tells a store from another that was put in its place: by a move of the folder, or by copies
// over its files.
struct StoreIdentity {
  std::uint64_t folder = 0;            // number of its inode
  std::uint64_t made = 0, copied = 0;  // of the file that RocksDB writes once: inode, last change
  std::string manifest;                // in force
  std::uint64_t manifest_file = 0;     // its inode

  // Whether this may be a later state of that store. A MANIFEST keeps its file and is followed by
  // one of a greater number.
  bool follows(const StoreIdentity& before) const;
};
StoreIdentity identity_of(const std::filesystem::path& dir);

// Whether another process has the store open for writing; also when that can't be known.
bool is_being_written(const std::filesystem::path& dir);

// kCorrupt unless the store has all writes that were seen.
model::Result<void> check_sequence(const std::filesystem::path& dir, const Folder& folder,
                                   std::uint64_t sequence);

// kCorrupt: which store, what is wrong, what a person can do. Nothing was changed.
model::Error damage(const std::filesystem::path& dir, std::string_view what);

// Keeps the mark. Any thread, RocksDB's too: so there is a mutex. What fails leaves an older mark,
// which is true as well.
class SeenMark {
 public:
  explicit SeenMark(std::filesystem::path dir);
  ~SeenMark();
  SeenMark(const SeenMark&) = delete;
  SeenMark& operator=(const SeenMark&) = delete;

  // Reads the MANIFEST as it is now.
  void manifest_changed();
  // Every write up to this one is on the disk.
  void synced(std::uint64_t sequence);

 private:
  void write();

  const std::filesystem::path dir_;
  std::mutex mutex_;  // guards the rest
  int fd_ = -1;
  Seen seen_;
};

}  // namespace newswatch::store
