#include "store/tables.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <thread>
#include <utility>

#include "store/earlier_schema.h"
#include "store/row_writes.h"

namespace newswatch::store {
namespace {

constexpr std::size_t kMiB = 1 << 20;
constexpr int kOpenAttempts = 12;
constexpr std::size_t kManyFiles = 32;  // of one family
constexpr std::size_t kSmallFile = 64 * 1024;

// With a logger of its own RocksDB writes no LOG file; on a full disk Debian's build (assertions
// on) aborts in that file.
class Messages final : public rocksdb::Logger {
 public:
  explicit Messages(Tables::Log log)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), log_(std::move(log)) {}

  void LogHeader(const char*, va_list) override {}
  void Logv(const char* format, va_list ap) override {
    Logv(rocksdb::InfoLogLevel::INFO_LEVEL, format, ap);
  }
  void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list ap) override {
    if (!log_ || level < GetInfoLogLevel() || level >= rocksdb::InfoLogLevel::HEADER_LEVEL) return;
    std::array<char, 1024> line{};
    const int size = std::vsnprintf(line.data(), line.size(), format, ap);
    if (size <= 0) return;
    std::string_view text(line.data());
    while (text.ends_with('\n')) text.remove_suffix(1);
    log_(level == rocksdb::InfoLogLevel::WARN_LEVEL ? 2 : 3, text);
  }

 private:
  const Tables::Log log_;
};

// Sizes are for a daemon of 40 MiB: RocksDB's defaults hold 11 MiB more. Filters stay outside the
// block cache, which is too small for them; a family that is seldom written would pin the WAL
// without max_total_wal_size; secondaries need recycle_log_file_num = 0.
rocksdb::Options base_options(Tables::Log log) {
  rocksdb::Options options;
  options.info_log = std::make_shared<Messages>(std::move(log));
  options.write_buffer_size = 2 * kMiB;
  options.db_write_buffer_size = 8 * kMiB;
  options.max_total_wal_size = 32 * kMiB;
  options.recycle_log_file_num = 0;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;
  options.max_open_files = 256;
  options.max_manifest_file_size = 1 * kMiB;
  options.manifest_preallocation_size = 64 * 1024;
  options.stats_dump_period_sec = 0;  // each would wake a thread for nothing
  options.stats_persist_period_sec = 0;
  options.skip_stats_update_on_db_open = true;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(8 * kMiB);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families(const rocksdb::Options& options,
                                                      std::uint64_t schema = kSchemaVersion) {
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  for (const FamilyEntry& entry : std::span(kFamilies).first(families_of(schema))) {
    all.emplace_back(std::string(entry.name), options);
  }
  return all;
}

model::Result<std::uint64_t> read_schema(const std::filesystem::path& dir,
                                         const std::string& text) {
  std::uint64_t schema = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), schema);
  if (error != std::errc() || end != text.data() + text.size() || schema == 0) {
    return model::fail(model::ErrorKind::kCorrupt,
                       fmt::format("the store in {}: its schema is no number", dir.string()));
  }
  if (schema > kSchemaVersion) {
    return model::fail(model::ErrorKind::kPermanent,
                       fmt::format("the store in {} was written by a newer newswatch (schema {}; "
                                   "this one knows {})",
                                   dir.string(), schema, kSchemaVersion));
  }
  return schema;
}

// Why a folder whose families are not ours could not be opened. Looks at meta alone, which every
// schema has.
model::Error explain_families(const std::filesystem::path& dir) {
  const rocksdb::Options options = base_options({});
  const std::vector<rocksdb::ColumnFamilyDescriptor> known = {
      {rocksdb::kDefaultColumnFamilyName, options}, {std::string(name_of(Family::kMeta)), options}};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  model::Error error{model::ErrorKind::kPermanent,
                     fmt::format("{} holds a database that is no store of newswatch, or one whose "
                                 "making was cut off",
                                 dir.string())};
  if (!rocksdb::DB::OpenForReadOnly(options, dir.string(), known, &handles, &raw).ok()) {
    return error;
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  std::string text;
  if (db->Get({}, handles[1], std::string(kMetaSchema), &text).ok()) {
    if (const auto schema = read_schema(dir, text); !schema) error = schema.error();
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return error;
}

bool is_lock(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() && (text.find("lock hold by current process") != std::string::npos ||
                                text.find("While lock file") != std::string::npos);
}

model::Result<void> make_folder(const std::filesystem::path& dir) {
  std::error_code failed;
  if (dir.has_parent_path()) std::filesystem::create_directories(dir.parent_path(), failed);
  if (!failed && (::mkdir(dir.c_str(), 0750) == 0 || errno == EEXIST)) return {};
  if (!failed) failed = std::error_code(errno, std::generic_category());
  return model::fail(
      model::ErrorKind::kPermanent,
      fmt::format("cannot make the store's folder {}: {}", dir.string(), failed.message()));
}

// CURRENT is the file that names the others; RocksDB makes it last.
model::Result<void> must_exist(const std::filesystem::path& dir) {
  struct stat info {};
  if (::stat((dir / "CURRENT").c_str(), &info) == 0) return {};
  const int reason = errno;
  if (reason == ENOENT || reason == ENOTDIR) {
    return model::fail(
        model::ErrorKind::kPermanent,
        fmt::format("no store in {}: newswatch has not run there yet", dir.string()));
  }
  return model::fail(model::ErrorKind::kPermanent,
                     fmt::format("cannot read the store in {}: {} (its group may)", dir.string(),
                                 std::strerror(reason)));
}

// Rows whose keys ascend (outbox, index) leave a file of a few rows at every start, and RocksDB
// moves such files down without merging them: a `run --once` every ten minutes would gather
// thousands. What fails here costs room only, and the next start tries again.
void merge_small_files(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
  for (auto* handle : handles) {
    rocksdb::ColumnFamilyMetaData files;
    db.GetColumnFamilyMetaData(handle, &files);
    if (files.file_count < kManyFiles || files.size / files.file_count > kSmallFile) continue;
    rocksdb::CompactRangeOptions whole;
    whole.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    db.CompactRange(whole, handle, nullptr, nullptr).PermitUncheckedError();
  }
}

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

// The least key that is greater than every key with this prefix; empty: there is none.
std::string first_after(std::string_view prefix) {
  std::string key(prefix);
  while (!key.empty() && key.back() == '\xff') key.pop_back();
  if (!key.empty()) key.back() = static_cast<char>(key.back() + 1);
  return key;
}

}  // namespace

Tables::Tables(std::filesystem::path dir) : dir_(std::move(dir)) {}

Tables::~Tables() {
  if (!db_) return;
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->Close();
}

model::Result<std::unique_ptr<Tables>> Tables::open_writer(const std::filesystem::path& dir,
                                                           Log log, rocksdb::Env* env) {
  rocksdb::Options options = base_options(log);
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  if (env != nullptr) {
    options.env = env;
  } else if (auto made = make_folder(dir); !made) {
    return tl::unexpected(made.error());
  }
  std::unique_ptr<Tables> tables(new Tables(dir));
  rocksdb::DB* raw = nullptr;
  const auto status =
      rocksdb::DB::Open(options, dir.string(), families(options), &tables->handles_, &raw);
  if (is_lock(status)) {
    return model::fail(model::ErrorKind::kPermanent,
                       fmt::format("another newswatch runs on the store in {}", dir.string()));
  }
  if (status.IsInvalidArgument() && env == nullptr) return tl::unexpected(explain_families(dir));
  if (!status.ok()) return tl::unexpected(tables->error("open", status));
  tables->db_.reset(raw);
  if (auto done = tables->make_current(log); !done) return tl::unexpected(done.error());
  merge_small_files(*raw, tables->handles_);
  return tables;
}

// The writer may rename and remove files between our reading of their names and of the files
// themselves: then the next try sees the new names.
model::Result<std::unique_ptr<Tables>> Tables::open_reader(const std::filesystem::path& dir,
                                                           const std::filesystem::path& scratch) {
  if (auto there = must_exist(dir); !there) return tl::unexpected(there.error());
  rocksdb::Options options = base_options({});
  options.max_open_files = -1;  // files stay readable after the writer has removed them
  options.skip_checking_sst_file_sizes_on_db_open = true;
  model::Error last;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10 * attempt));
    std::unique_ptr<Tables> tables(new Tables(dir));
    rocksdb::DB* raw = nullptr;
    // With the families of an older schema an older program wrote it, and this one has not run
    // there yet.
    rocksdb::Status status;
    for (std::uint64_t schema = kSchemaVersion; schema > 0; --schema) {
      status = rocksdb::DB::OpenAsSecondary(options, dir.string(), scratch.string(),
                                            families(options, schema), &tables->handles_, &raw);
      if (!status.IsInvalidArgument()) break;
    }
    if (!status.ok()) {
      last = status.IsInvalidArgument() ? explain_families(dir) : tables->error("read", status);
      continue;
    }
    tables->db_.reset(raw);
    const auto schema = tables->schema();
    if (schema) return tables;
    return tl::unexpected(schema.error());
  }
  return tl::unexpected(last);
}

// New, or of an older program: from here on it is ours.
model::Result<void> Tables::make_current(const Log& log) {
  const auto before = schema();
  if (!before) return tl::unexpected(before.error());
  if (*before == kSchemaVersion) return {};
  Upgraded moved;
  if (*before > 0) {
    const auto upgraded = upgrade(*this);
    if (!upgraded) return model::fail("upgrade of the schema", upgraded.error());
    moved = *upgraded;
  }
  RowWrites version(*this);
  version.put(Family::kMeta, kMetaSchema, std::to_string(kSchemaVersion));
  if (auto written = version.write(true); !written) return written;
  if (*before > 0 && log) {
    log(1, fmt::format("store of schema {} upgraded to {}: {} reports, {} messages", *before,
                       kSchemaVersion, moved.reports, moved.messages));
  }
  return {};
}

model::Result<std::uint64_t> Tables::schema() const {
  const std::string key(kMetaSchema);
  const auto text = get(Family::kMeta, std::span(&key, 1));
  if (!text) return tl::unexpected(text.error());
  const std::optional<std::string>& stored = text->front();
  return stored ? read_schema(dir_, *stored) : 0;
}

model::Result<Rows::Values> Tables::get(Family family, std::span<const std::string> keys) const {
  if (!has(family)) return Values(keys.size());
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet({}, handle(family), keys.size(), slices.data(), values.data(), statuses.data());
  Values out(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      out[i] = values[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return tl::unexpected(error("read", statuses[i]));
    }
  }
  return out;
}

model::Result<void> Tables::scan(Family family, std::string_view from, std::string_view prefix,
                                 const Visit& visit) const {
  if (!has(family)) return {};
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}, handle(family)));
  for (rows->Seek(slice(from)); rows->Valid(); rows->Next()) {
    if (!rows->key().starts_with(slice(prefix))) break;
    const auto more = visit(view(rows->key()), view(rows->value()));
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  if (!rows->status().ok()) return tl::unexpected(error("read", rows->status()));
  return {};
}

model::Result<void> Tables::scan_newest_first(Family family, std::string_view prefix,
                                              const Visit& visit) const {
  if (!has(family)) return {};
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}, handle(family)));
  const std::string end = first_after(prefix);
  if (end.empty()) {
    rows->SeekToLast();
  } else {
    rows->SeekForPrev(end);
    if (rows->Valid() && rows->key() == slice(end)) rows->Prev();
  }
  for (; rows->Valid(); rows->Prev()) {
    if (!rows->key().starts_with(slice(prefix))) break;
    const auto more = visit(view(rows->key()), view(rows->value()));
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
  if (!rows->status().ok()) return tl::unexpected(error("read", rows->status()));
  return {};
}

model::Result<void> Tables::catch_up() {
  const auto status = db_->TryCatchUpWithPrimary();
  if (!status.ok()) return tl::unexpected(error("follow", status));
  return {};
}

void Tables::sync() { db_->SyncWAL().PermitUncheckedError(); }

void Tables::compact(Family family) {
  db_->CompactRange({}, handle(family), nullptr, nullptr).PermitUncheckedError();
}

bool Tables::has(Family family) const {
  return static_cast<std::size_t>(family) + 1 < handles_.size();
}

rocksdb::ColumnFamilyHandle* Tables::handle(Family family) const {
  return handles_[static_cast<std::size_t>(family) + 1];
}

model::Error Tables::error(std::string_view doing, const rocksdb::Status& status) const {
  using enum model::ErrorKind;
  const std::string text =
      fmt::format("{}: store in {}: {}", doing, dir_.string(), status.ToString());
  if (status.IsNoSpace()) {
    return {kTransient, text + "; the disk is full, newswatch goes on when there is room"};
  }
  if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain()) return {kTransient, text};
  if (status.IsCorruption()) return {kCorrupt, text};
  if (status.IsInvalidArgument() || status.IsNotSupported()) return {kBug, text};
  return {kPermanent, text};
}

}  // namespace newswatch::store
