// RocksReader: reads the store while the daemon writes it, or when no daemon runs. queries.h reads
// its rows as values.
//
// It is a RocksDB secondary instance: it takes no lock, writes nothing into the store, and needs
// read permission only. A store of an earlier schema reads like one of today's. It shows the store
// as of open() or the last refresh(). Errors: kBadInput (no store, or written by a newer
// newswatch), kPermanent (no permission, a disk with errors; the text says what to do), kCorrupt
// (stored bytes are damaged), kTransient (the writer changed files faster than they could be read:
// try again). Threads as in rows.h. The destructor removes its scratch folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "store/reader_scratch.h"
#include "store/rows.h"

namespace newswatch::store {

class EarlierRows;
class Tables;
struct StoreIdentity;

class RocksReader final : public Rows {
 public:
  struct Options {
    // In it a folder is made for the secondary instance, as RocksDB wants one. It stays empty.
    std::filesystem::path scratch_dir = "/tmp";
    // Rows in a damaged block are left out by every read, and told of here, each time. Without it
    // they are an error.
    OnDamage on_damage;
  };

  static model::Result<std::unique_ptr<RocksReader>> open(const std::filesystem::path& dir,
                                                          const Options& options);
  static model::Result<std::unique_ptr<RocksReader>> open(const std::filesystem::path& dir);
  ~RocksReader() override;
  RocksReader(const RocksReader&) = delete;
  RocksReader& operator=(const RocksReader&) = delete;

  std::vector<FamilySize> sizes() const;  // in the order of kFamilies
  // Reads every table file and compares the checksums of all its blocks, those that no row stands
  // in too. Beside a writer that removes files it ends early. kCorrupt: the first that is wrong.
  model::Result<void> verify_files() const;

  // Makes later reads see what the daemon has written until now, also after a restart of it, and
  // what stands in the folder now if another store was put there (a backup that was restored).
  // After an error they see what they saw before.
  model::Result<void> refresh();

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override;
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override;
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix, const Visit& visit) const override;

 private:
  RocksReader(std::filesystem::path dir, ReaderScratch scratch, OnDamage on_damage);
  model::Result<void> reopen();
  const Rows& rows() const;

  const std::filesystem::path dir_;
  const ReaderScratch scratch_;  // outlives tables_
  const OnDamage on_damage_;
  std::unique_ptr<StoreIdentity> identity_;  // of what tables_ reads
  std::unique_ptr<Tables> tables_;
  std::uint64_t schema_ = 0;              // of tables_
  std::unique_ptr<EarlierRows> earlier_;  // of tables_, when their schema is not today's
};

}  // namespace newswatch::store
