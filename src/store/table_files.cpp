// The files of the tables (Tables): how large they are, compaction, and snapshots of them.
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <sys/stat.h>

#include <limits>
#include <memory>

#include "store/tables.h"

namespace newswatch::store {

// The write-ahead log, 32 MiB at most, is copied in some milliseconds. To flush it into tables of
// every family takes half a second.
model::Result<void> Tables::snapshot(const std::filesystem::path& dir) const {
  constexpr auto kNeverFlush = std::numeric_limits<std::uint64_t>::max();
  struct stat here {
  }, there{};
  if (env_ && ::stat(dir_.c_str(), &here) == 0 && ::stat(dir.parent_path().c_str(), &there) == 0 &&
      here.st_dev != there.st_dev) {
    return model::fail(model::ErrorKind::kPermanent,
                       fmt::format("{} is on another file system than {}: no snapshot can be made "
                                   "there while the daemon runs",
                                   dir_.string(), dir.parent_path().string()));
  }
  rocksdb::Checkpoint* raw = nullptr;
  auto status = rocksdb::Checkpoint::Create(db_.get(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  if (status.ok()) status = checkpoint->CreateCheckpoint(dir.string(), kNeverFlush);
  if (!status.ok()) return tl::unexpected(error("make a snapshot", status));
  return {};
}

void Tables::compact(Family family) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;  // what is written meanwhile must not wait for it
  db_->CompactRange(options, handle(family), nullptr, nullptr).PermitUncheckedError();
}

std::vector<FamilySize> Tables::sizes() const {
  std::vector<FamilySize> sizes;
  for (const FamilyEntry& entry : kFamilies) {
    FamilySize& size = sizes.emplace_back(FamilySize{.family = entry.family});
    if (!has(entry.family)) continue;
    auto* const of = handle(entry.family);
    db_->GetIntProperty(of, rocksdb::DB::Properties::kEstimateNumKeys, &size.rows);
    db_->GetIntProperty(of, rocksdb::DB::Properties::kTotalSstFilesSize, &size.bytes);
  }
  return sizes;
}

}  // namespace newswatch::store
