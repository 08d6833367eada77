#include "store/rocks_store.h"

#include <utility>

#include "process/sync_folder.h"
#include "store/put_rows.h"
#include "store/tables.h"

namespace newswatch::store {

RocksStore::RocksStore(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}

RocksStore::~RocksStore() { tables_->sync(); }

model::Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& dir,
                                                            const Options& options) {
  auto tables = Tables::open_writer(dir, options.log, options.env);
  if (!tables) return tl::unexpected(tables.error());
  // RocksDB syncs the names in its folder, and not that of the folder.
  if (options.env == nullptr) process::sync_folder_of(dir);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(*tables)));
}

model::Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& dir) {
  return open(dir, Options());
}

model::Result<Rows::Values> RocksStore::get(Family family,
                                            std::span<const std::string> keys) const {
  return tables_->get(family, keys);
}

model::Result<void> RocksStore::scan(Family family, std::string_view from, std::string_view prefix,
                                     const Visit& visit) const {
  return tables_->scan(family, from, prefix, visit);
}

model::Result<void> RocksStore::scan_newest_first(Family family, std::string_view before,
                                                  std::string_view prefix,
                                                  const Visit& visit) const {
  return tables_->scan_newest_first(family, before, prefix, visit);
}

void RocksStore::expire(Expiry expiry) { tables_->expire(std::move(expiry)); }

model::Result<void> RocksStore::commit(const Batch& batch) {
  RowWrites writes(*tables_);
  put_feeds(writes, batch);
  put_stories(writes, batch);
  put_events(writes, batch);
  put_questions(writes, batch);
  put_fold_state(writes, batch);
  put_outbox(writes, batch);
  put_retention(writes, batch);
  return writes.write(batch.sync);
}

model::Result<void> RocksStore::snapshot(const std::filesystem::path& dir) {
  return tables_->snapshot(dir);
}

std::unique_ptr<Rows> RocksStore::instant() const { return tables_->instant(); }

std::vector<FamilySize> RocksStore::sizes() const { return tables_->sizes(); }

}  // namespace newswatch::store
