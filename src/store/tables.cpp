#include "store/tables.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "store/earlier_schema.h"
#include "store/expiry_filter.h"
#include "store/folder_check.h"
#include "store/kept_copy.h"
#include "store/row_writes.h"

namespace newswatch::store {
namespace {

constexpr int kOpenAttempts = 12;
constexpr int kLooks = 3;               // at files that a writer may be at renaming
constexpr std::size_t kManyFiles = 32;  // of one family
constexpr std::size_t kSmallFile = 64 * 1024;

// expiry: what expires by itself; nullptr: nothing, for a reader.
std::vector<rocksdb::ColumnFamilyDescriptor> families(
    const rocksdb::Options& options, std::uint64_t schema = kSchemaVersion,
    const std::shared_ptr<ExpiryFilter>& expiry = nullptr) {
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  for (const FamilyEntry& entry : std::span(kFamilies).first(families_of(schema))) {
    const bool is_long = entry.family == Family::kStories;
    all.emplace_back(std::string(entry.name),
                     is_long ? with_long_blocks(options) : rocksdb::ColumnFamilyOptions(options));
    const bool is_key = entry.family == Family::kKeys || entry.family == Family::kTitles;
    if (is_key) expect_absent_keys(all.back().options);
    if (expiry) add_filter(entry.family, expiry, all.back().options);
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
    return model::fail(model::ErrorKind::kBadInput,
                       fmt::format("the store in {} was written by a newer newswatch (schema {}; "
                                   "this one knows {})",
                                   dir.string(), schema, kSchemaVersion));
  }
  return schema;
}

model::Error meaning(std::string_view doing, const rocksdb::Status& status) {
  using enum model::ErrorKind;
  std::string text = fmt::format("{}: {}", doing, status.ToString());
  if (status.IsNoSpace()) {
    return {kTransient, text + "; the disk is full, newswatch goes on when there is room"};
  }
  if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain()) return {kTransient, text};
  if (status.IsCorruption()) return {kCorrupt, text};
  if (status.IsInvalidArgument() || status.IsNotSupported()) return {kBug, text};
  return {kPermanent, text};
}

// Another process has it; a disk that can't lock files says another reason.
bool is_lock(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const auto says = [&](std::string_view what) { return text.find(what) != std::string::npos; };
  return status.IsIOError() && (says("lock hold by current process") ||
                                (says("While lock file") &&
                                 (says(std::strerror(EAGAIN)) || says(std::strerror(EACCES)))));
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

// Why RocksDB did not open the folder.
model::Error not_opened(const std::filesystem::path& dir, const rocksdb::Status& status) {
  if (is_lock(status)) {
    return {model::ErrorKind::kBadInput,
            fmt::format("another newswatch runs on the store in {}", dir.string())};
  }
  if (status.IsInvalidArgument()) {
    return {model::ErrorKind::kBadInput,
            fmt::format("{} holds a database that is no store of newswatch, or one whose making "
                        "was cut off",
                        dir.string())};
  }
  if (status.IsCorruption() || status.IsPathNotFound()) {
    // RocksDB tries a table's older ending last, and names that.
    std::string text = status.ToString();
    for (auto at = text.find(".ldb"); at != text.npos; at = text.find(".ldb")) {
      text.replace(at, 4, ".sst");
    }
    return damage(dir, text);
  }
  return meaning(fmt::format("open: store in {}", dir.string()), status);
}

constexpr std::string_view kNoSchema =
    "it has tables, but its MANIFEST does not lead to the row that names the schema";

// Opens what is there without writing: its schema, 0 when it was made and never written to.
// kCorrupt: RocksDB finds damage, or writes are gone that were seen. kBadInput: not ours, or of a
// newer newswatch.
model::Result<std::uint64_t> look_inside(const std::filesystem::path& dir, const Folder& folder) {
  const rocksdb::Options options = base_options({});
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies(options, dir.string(), &names);
  if (!status.ok()) return tl::unexpected(not_opened(dir, status));
  std::vector<rocksdb::ColumnFamilyDescriptor> known;
  for (const auto& family : families(options)) {
    if (std::find(names.begin(), names.end(), family.name) != names.end()) known.push_back(family);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, dir.string(), known, &handles, &raw);
  if (!status.ok()) return tl::unexpected(not_opened(dir, status));
  const std::unique_ptr<rocksdb::DB> db(raw);
  const std::uint64_t sequence = db->GetLatestSequenceNumber();
  std::string text;
  for (auto* handle : handles) {
    if (handle->GetName() == name_of(Family::kMeta)) {
      status = db->Get({}, handle, std::string(kMetaSchema), &text);
    }
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (auto whole = check_sequence(dir, folder, sequence); !whole) {
    return tl::unexpected(whole.error());
  }
  if (status.IsCorruption()) return tl::unexpected(not_opened(dir, status));
  const auto schema = text.empty() ? model::Result<std::uint64_t>(0) : read_schema(dir, text);
  if (!schema) return schema;
  if (known.size() < names.size()) {
    return tl::unexpected(not_opened(dir, rocksdb::Status::InvalidArgument()));
  }
  if (*schema > 0) return schema;
  if (folder.has_tables || folder.seen) return tl::unexpected(damage(dir, kNoSchema));
  return std::uint64_t{0};
}

// Before the folder is opened for writing. Returns where the copy of a store of an earlier schema
// was put; empty: there was none to make.
model::Result<std::filesystem::path> prepare(const std::filesystem::path& dir) {
  rocksdb::Env& disk = *rocksdb::Env::Default();
  rocksdb::FileLock* lock = nullptr;  // RocksDB's own: nobody writes meanwhile
  const std::string name = dir / "LOCK";
  if (const auto locked = disk.LockFile(name, &lock); !locked.ok()) {
    return tl::unexpected(not_opened(dir, locked));
  }
  const auto looked = [&]() -> model::Result<std::filesystem::path> {
    const auto folder = look_at_folder(dir);
    if (!folder) return tl::unexpected(folder.error());
    if (!folder->has_store) return std::filesystem::path();
    const auto schema = look_inside(dir, *folder);
    if (!schema) return tl::unexpected(schema.error());
    if (*schema == 0 || *schema == kSchemaVersion) return std::filesystem::path();
    return keep_copy(dir, kSchemaVersion);
  }();
  disk.UnlockFile(lock).PermitUncheckedError();
  return looked;
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

}  // namespace

Tables::Tables(std::filesystem::path dir) : dir_(std::move(dir)) {}

Tables::~Tables() {
  if (!db_) return;
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->Close().PermitUncheckedError();
}

model::Result<std::unique_ptr<Tables>> Tables::open_writer(const std::filesystem::path& dir,
                                                           const RocksLog& log, rocksdb::Env* env) {
  rocksdb::Options options = base_options(log);
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  std::unique_ptr<Tables> tables(new Tables(dir));
  std::filesystem::path copy;
  if (env != nullptr) {
    options.env = env;
  } else {
    if (auto made = make_folder(dir); !made) return tl::unexpected(made.error());
    auto looked = prepare(dir);
    if (!looked) return tl::unexpected(looked.error());
    copy = std::move(*looked);
    tables->env_ = quota_aware_disk();
    options.env = tables->env_.get();
    tables->seen_ = std::make_shared<SeenMark>(dir);
    on_new_files(options, [seen = tables->seen_] { seen->manifest_changed(); });
  }
  tables->expiry_ = std::make_shared<ExpiryFilter>();
  rocksdb::DB* raw = nullptr;
  const auto status =
      rocksdb::DB::Open(options, dir.string(), families(options, kSchemaVersion, tables->expiry_),
                        &tables->handles_, &raw);
  if (!status.ok()) return tl::unexpected(not_opened(dir, status));
  tables->db_.reset(raw);
  if (auto done = tables->make_current(log, copy); !done) return tl::unexpected(done.error());
  // Not before: a store whose making was cut off has no mark. What was in the write-ahead log is in
  // tables now, and those are on the disk.
  if (tables->seen_) tables->seen_->manifest_changed();
  tables->mark_synced();
  merge_small_files(*raw, tables->handles_);
  return tables;
}

// The writer may rename and remove files between our reading of their names and of the files
// themselves: then the next try sees the new names.
model::Result<std::unique_ptr<Tables>> Tables::open_reader(const std::filesystem::path& dir,
                                                           const std::filesystem::path& scratch,
                                                           OnDamage on_damage) {
  rocksdb::Options options = base_options({});
  options.max_open_files = -1;  // files stay readable after the writer has removed them
  options.skip_checking_sst_file_sizes_on_db_open = true;
  model::Error last;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10 * attempt));
    const auto folder = look_at_folder(dir);
    if (!folder) {
      last = folder.error();
      if (last.kind == model::ErrorKind::kPermanent || attempt >= kLooks) break;
      continue;
    }
    if (!folder->has_store) {
      return model::fail(
          model::ErrorKind::kBadInput,
          fmt::format("no store in {}: newswatch has not run there yet", dir.string()));
    }
    // A secondary takes a table that is missing for one that the writer has still to make, and
    // shows an older state. Where there is no writer, there is none to come.
    if (!is_being_written(dir)) {
      if (const auto inside = look_inside(dir, *folder); !inside) {
        last = inside.error();
        if (attempt >= kLooks) break;
        continue;
      }
    }
    std::unique_ptr<Tables> tables(new Tables(dir));
    rocksdb::DB* raw = nullptr;
    // With the families of an older schema an older program wrote it, and this one has not run
    // there yet.
    rocksdb::Status status;
    for (std::uint64_t schema = kSchemaVersion; schema > 0; --schema) {
      const auto known = families(options, schema);
      status = rocksdb::DB::OpenAsSecondary(options, dir.string(), scratch.string(), known,
                                            &tables->handles_, &raw);
      // A loss of power may leave half a record at the end of a log. The writer cuts it off, and so
      // does who opens to read alone; a secondary calls it damage.
      if (status.IsCorruption()) {
        status =
            rocksdb::DB::OpenForReadOnly(options, dir.string(), known, &tables->handles_, &raw);
      }
      if (!status.IsInvalidArgument()) break;
    }
    if (!status.ok()) {
      last = not_opened(dir, status);
      if (const auto why = look_inside(dir, *folder); !why) last = why.error();
      continue;
    }
    tables->db_.reset(raw);
    if (auto whole = check_sequence(dir, *folder, raw->GetLatestSequenceNumber()); !whole) {
      last = whole.error();
      continue;
    }
    const auto schema = tables->schema();
    if (!schema) return tl::unexpected(schema.error());
    if (*schema == 0 && folder->has_tables) {
      last = damage(dir, kNoSchema);
      continue;
    }
    tables->on_damage_ = std::move(on_damage);
    return tables;
  }
  return tl::unexpected(last);
}

// New, or of an older program: from here on it is ours. The version is written at every start:
// after a full disk RocksDB begins another log only if something was written since then, and aborts
// at the next write if not (facebook/rocksdb issue 12998). This begins the log while a start can
// still fail.
model::Result<void> Tables::make_current(const RocksLog& log, const std::filesystem::path& copy) {
  const auto before = schema();
  if (!before) return tl::unexpected(before.error());
  Upgraded moved;
  if (*before > 0 && *before < kRowsMovedIn) {
    const auto upgraded = upgrade(*this);
    if (!upgraded) return model::fail("upgrade of the schema", upgraded.error());
    moved = *upgraded;
  }
  RowWrites version(*this);
  version.put(Family::kMeta, kMetaSchema, std::to_string(kSchemaVersion));
  if (auto written = version.write(true); !written) return written;
  if (*before > 0 && *before < kSchemaVersion && log) {
    std::string line = fmt::format("store of schema {} upgraded to {}: {} reports, {} messages",
                                   *before, kSchemaVersion, moved.reports, moved.messages);
    if (!copy.empty()) {
      line +=
          fmt::format("; as it was it stands in {}, until you remove it or the next upgrade does",
                      copy.string());
    }
    log(1, line);
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

model::Result<void> Tables::catch_up() {
  const auto status = db_->TryCatchUpWithPrimary();
  if (!status.ok()) return tl::unexpected(error("follow", status));
  return {};
}

model::Result<void> Tables::write(rocksdb::WriteBatch& batch, bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  const auto status = db_->Write(options, &batch);
  write_failed_ = !status.ok();
  if (!status.ok()) return tl::unexpected(error("commit", status));
  if (sync) mark_synced();
  return {};
}

// RocksDB asserts that nobody syncs a log that it could not write.
void Tables::sync() {
  if (!write_failed_ && db_->SyncWAL().ok()) mark_synced();
}

void Tables::mark_synced() {
  if (seen_) seen_->synced(db_->GetLatestSequenceNumber());
}

void Tables::expire(Expiry expiry) { expiry_->set(std::move(expiry)); }

bool Tables::has(Family family) const {
  return static_cast<std::size_t>(family) + 1 < handles_.size();
}

rocksdb::ColumnFamilyHandle* Tables::handle(Family family) const {
  return handles_[static_cast<std::size_t>(family) + 1];
}

model::Error Tables::error(std::string_view doing, const rocksdb::Status& status) const {
  return meaning(fmt::format("{}: store in {}", doing, dir_.string()), status);
}

}  // namespace newswatch::store
