#include "store/row_writes.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/tables.h"

namespace newswatch::store {
namespace {

rocksdb::Slice bytes(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RowWrites::RowWrites(Tables& tables)
    : tables_(tables), batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RowWrites::~RowWrites() = default;

// Only memory can run out in these three, so no status is kept.
void RowWrites::put(Family family, std::string_view key, std::string_view value) {
  batch_->Put(tables_.handle(family), bytes(key), bytes(value));
}

void RowWrites::drop(Family family, std::string_view key) {
  batch_->Delete(tables_.handle(family), bytes(key));
}

void RowWrites::drop_range(Family family, std::string_view from, std::string_view to) {
  batch_->DeleteRange(tables_.handle(family), bytes(from), bytes(to));
}

model::Result<void> RowWrites::write(bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  const auto status = tables_.db().Write(options, batch_.get());
  if (!status.ok()) return tl::unexpected(tables_.error("commit", status));
  return {};
}

}  // namespace newswatch::store
