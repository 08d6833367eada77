// Rows read from the tables (Tables), and written to them (RowWrites).
#include <fmt/format.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "store/row_writes.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

constexpr std::size_t kReadAhead = 256 * 1024;
constexpr std::size_t kKeyWidth = 128;  // bytes that tell where a damaged block ends

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

// The least key that is greater than every key with this prefix; empty: there is none.
std::string first_after(std::string_view prefix) {
  std::string key(prefix);
  while (!key.empty() && key.back() == '\xff') key.pop_back();
  if (!key.empty()) key.back() = static_cast<char>(key.back() + 1);
  return key;
}

// Half way between two keys of kKeyWidth bytes, as between two numbers.
std::string middle(const std::string& low, const std::string& high) {
  std::string half(kKeyWidth, '\0');
  unsigned carry = 0;  // of the sum, from the right
  std::array<unsigned, kKeyWidth> sum{};
  for (std::size_t i = kKeyWidth; i-- > 0;) {
    carry += static_cast<unsigned char>(low[i]) + static_cast<unsigned char>(high[i]);
    sum[i] = carry & 0xFFU;
    carry >>= 8U;
  }
  for (std::size_t i = 0; i < kKeyWidth; ++i) {
    const unsigned digit = (carry << 8U) | sum[i];
    half[i] = static_cast<char>(digit / 2);
    carry = digit % 2;
  }
  return half;
}

rocksdb::ReadOptions reading_at(const rocksdb::Snapshot* instant) {
  rocksdb::ReadOptions reading;
  reading.snapshot = instant;
  return reading;
}

std::string widened(std::string_view key, char with) {
  std::string wide(key.substr(0, kKeyWidth));
  wide.resize(kKeyWidth, with);
  return wide;
}

// Where a scan goes on behind a block that can't be read. RocksDB's iterator stops there and does
// not say where the block ends; so the nearest key is sought from which it can read. `bad` is a key
// that it can't seek, `good` one behind the block. seek gives a new iterator each time, for one
// that has met the block may stay at its error. nullptr: nothing behind the block can be read.
template <class Seek>
std::unique_ptr<rocksdb::Iterator> pass_block(std::string bad, std::string good, Seek seek) {
  if (!seek(good)->status().ok()) return nullptr;
  for (;;) {
    const std::string between = bad < good ? middle(bad, good) : middle(good, bad);
    if (between == bad || between == good) return seek(good);
    (seek(between)->status().ok() ? good : bad) = between;
  }
}

// Shows the rows from where the iterator stands, step by step, while they begin with the prefix.
// last: gets each key. True: the iterator has no more rows, which its status explains; false: the
// scan is over.
template <class Step>
model::Result<bool> show(rocksdb::Iterator& rows, std::string_view prefix, const Rows::Visit& visit,
                         std::string* last, Step step) {
  for (; rows.Valid(); step(rows)) {
    if (!rows.key().starts_with(slice(prefix))) return false;
    if (last != nullptr) *last = rows.key().ToString();
    const auto more = visit(view(rows.key()), view(rows.value()));
    if (!more || !*more) return more;
  }
  return true;
}

}  // namespace

// What a block that can't be read has taken from a scan.
void Tables::tell(Family family, const rocksdb::Status& status, std::string_view from,
                  std::string_view to) const {
  const std::scoped_lock one(telling_);
  on_damage_({family, status.ToString(), std::string(from), std::string(to)});
}

model::Result<Rows::Values> Tables::get_at(const rocksdb::Snapshot* instant, Family family,
                                           std::span<const std::string> keys) const {
  if (!has(family)) return Values(keys.size());
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(reading_at(instant), handle(family), keys.size(), slices.data(), values.data(),
                statuses.data());
  Values out(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      out[i] = values[i].ToString();
    } else if (statuses[i].IsCorruption() && on_damage_) {
      tell(family, statuses[i], keys[i], keys[i]);
    } else if (!statuses[i].IsNotFound()) {
      return tl::unexpected(error(fmt::format("read {}", name_of(family)), statuses[i]));
    }
  }
  return out;
}

model::Result<void> Tables::scan_at(const rocksdb::Snapshot* instant, Family family,
                                    std::string_view from, std::string_view prefix,
                                    const Visit& visit) const {
  if (!has(family)) return {};
  // A walk over a family would push out of the cache what is asked for often.
  rocksdb::ReadOptions reading = reading_at(instant);
  reading.fill_cache = !prefix.empty();
  if (prefix.empty()) reading.readahead_size = kReadAhead;
  std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(reading, handle(family)));
  std::string last(from);
  rows->Seek(slice(from));
  for (;;) {
    const auto ended = show(*rows, prefix, visit, on_damage_ ? &last : nullptr,
                            [](rocksdb::Iterator& at) { at.Next(); });
    if (!ended) return tl::unexpected(ended.error());
    if (!*ended) return {};
    const rocksdb::Status status = rows->status();
    if (status.ok()) return {};
    if (!status.IsCorruption() || !on_damage_) {
      return tl::unexpected(error(fmt::format("read {}", name_of(family)), status));
    }
    const std::string end = first_after(prefix);
    rows = pass_block(widened(last, '\0'), widened(end, end.empty() ? '\xff' : '\0'),
                      [&](const std::string& key) {
                        std::unique_ptr<rocksdb::Iterator> at(
                            db_->NewIterator(reading_at(instant), handle(family)));
                        at->Seek(key);
                        return at;
                      });
    // Keys that differ behind kKeyWidth only may lead back.
    if (rows && rows->Valid() && view(rows->key()) <= last) rows.reset();
    tell(family, status, last, rows && rows->Valid() ? view(rows->key()) : std::string_view());
    if (!rows) return {};
  }
}

model::Result<void> Tables::scan_newest_first_at(const rocksdb::Snapshot* instant, Family family,
                                                 std::string_view before, std::string_view prefix,
                                                 const Visit& visit) const {
  if (!has(family)) return {};
  const rocksdb::ReadOptions reading = reading_at(instant);
  std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(reading, handle(family)));
  std::string end = first_after(prefix);
  if (!before.empty() && (end.empty() || before < end)) end = before;
  std::string last = end;
  if (end.empty()) {
    rows->SeekToLast();
  } else {
    rows->SeekForPrev(end);
    if (rows->Valid() && rows->key() == slice(end)) rows->Prev();
  }
  for (;;) {
    const auto ended = show(*rows, prefix, visit, on_damage_ ? &last : nullptr,
                            [](rocksdb::Iterator& at) { at.Prev(); });
    if (!ended) return tl::unexpected(ended.error());
    if (!*ended) return {};
    const rocksdb::Status status = rows->status();
    if (status.ok()) return {};
    if (!status.IsCorruption() || !on_damage_) {
      return tl::unexpected(error(fmt::format("read {}", name_of(family)), status));
    }
    rows = pass_block(widened(last, last.empty() ? '\xff' : '\0'), widened(prefix, '\0'),
                      [&](const std::string& key) {
                        std::unique_ptr<rocksdb::Iterator> at(
                            db_->NewIterator(reading_at(instant), handle(family)));
                        at->SeekForPrev(key);
                        return at;
                      });
    if (rows && rows->Valid() && !last.empty() && view(rows->key()) >= last) rows.reset();
    tell(family, status, rows && rows->Valid() ? view(rows->key()) : prefix, last);
    if (!rows) return {};
  }
}

// All as it was when this was made.
class Tables::Instant final : public Rows {
 public:
  explicit Instant(const Tables& tables) : tables_(tables), instant_(tables.db_->GetSnapshot()) {}
  ~Instant() override { tables_.db_->ReleaseSnapshot(instant_); }
  Instant(const Instant&) = delete;
  Instant& operator=(const Instant&) = delete;

  model::Result<Values> get(Family family, std::span<const std::string> keys) const override {
    return tables_.get_at(instant_, family, keys);
  }
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override {
    return tables_.scan_at(instant_, family, from, prefix, visit);
  }
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix,
                                        const Visit& visit) const override {
    return tables_.scan_newest_first_at(instant_, family, before, prefix, visit);
  }

 private:
  const Tables& tables_;
  const rocksdb::Snapshot* const instant_;
};

std::unique_ptr<Rows> Tables::instant() const { return std::make_unique<Instant>(*this); }

model::Result<Rows::Values> Tables::get(Family family, std::span<const std::string> keys) const {
  return get_at(nullptr, family, keys);
}

model::Result<void> Tables::scan(Family family, std::string_view from, std::string_view prefix,
                                 const Visit& visit) const {
  return scan_at(nullptr, family, from, prefix, visit);
}

model::Result<void> Tables::scan_newest_first(Family family, std::string_view before,
                                              std::string_view prefix, const Visit& visit) const {
  return scan_newest_first_at(nullptr, family, before, prefix, visit);
}

model::Result<void> Tables::verify_files() const {
  const auto status = db_->VerifyChecksum({});
  // A writer has removed a table meanwhile. Scans still read the rows in it, and compare the
  // checksums of their blocks.
  if (status.ok() || status.IsPathNotFound()) return {};
  return tl::unexpected(error("verify the files", status));
}

RowWrites::RowWrites(Tables& tables)
    : tables_(tables), batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RowWrites::~RowWrites() = default;

// Only memory can run out in these three, so no status is kept.
void RowWrites::put(Family family, std::string_view key, std::string_view value) {
  batch_->Put(tables_.handle(family), slice(key), slice(value));
}

void RowWrites::drop(Family family, std::string_view key) {
  batch_->Delete(tables_.handle(family), slice(key));
}

void RowWrites::drop_range(Family family, std::string_view from, std::string_view to) {
  batch_->DeleteRange(tables_.handle(family), slice(from), slice(to));
}

model::Result<void> RowWrites::write(bool sync) { return tables_.write(*batch_, sync); }

}  // namespace newswatch::store
