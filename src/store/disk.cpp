#include "store/disk.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "store/event_store.h"

namespace newswatch::store {
namespace {

constexpr std::size_t kMiB = 1 << 20;

// On a full disk RocksDB says so many times a minute; the writer says it once.
bool is_about_room(std::string_view line) {
  for (const std::string_view sign :
       {"No space left on device", "Disk quota exceeded", "NoSpace"}) {
    if (line.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

// RocksDB writes its options into a file at each open, reads them back and compares: a quarter of
// the time of a short run, for a file that nobody reads. It goes on without.
bool is_options_file(std::string_view file) {
  return file.substr(file.rfind('/') + 1).starts_with("OPTIONS-");
}
bool is_about_options(std::string_view line) {
  return line.find("persist options") != std::string_view::npos;
}

// With a logger of its own RocksDB writes no LOG file; on a full disk Debian's build (assertions
// on) aborts in that file.
class Messages final : public rocksdb::Logger {
 public:
  explicit Messages(RocksLog log)
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
    if (is_about_options(text)) return;
    log_(is_about_room(text) ? 0 : 2, text);
  }

 private:
  const RocksLog log_;
};

// RocksDB knows ENOSPC alone as a full disk. The text is the one that its own errors carry.
rocksdb::IOStatus with_quota(rocksdb::IOStatus status) {
  if (!status.IsIOError() || status.IsNoSpace()) return status;
  if (status.ToString().find(std::strerror(EDQUOT)) == std::string::npos) return status;
  rocksdb::IOStatus full = rocksdb::IOStatus::NoSpace(status.getState());
  full.SetRetryable(true);
  return full;
}

class QuotaFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Slice = rocksdb::Slice;
  using Base = rocksdb::FSWritableFileOwnerWrapper;
  using Checks = rocksdb::DataVerificationInfo;
  using Status = rocksdb::IOStatus;

  explicit QuotaFile(std::unique_ptr<rocksdb::FSWritableFile> file) : Base(std::move(file)) {}

  Status Append(const Slice& data, const Options& o, Debug* d) override {
    return with_quota(Base::Append(data, o, d));
  }
  Status Append(const Slice& data, const Options& o, const Checks& c, Debug* d) override {
    return with_quota(Base::Append(data, o, c, d));
  }
  Status PositionedAppend(const Slice& data, uint64_t at, const Options& o, Debug* d) override {
    return with_quota(Base::PositionedAppend(data, at, o, d));
  }
  Status PositionedAppend(const Slice& data, uint64_t at, const Options& o, const Checks& c,
                          Debug* d) override {
    return with_quota(Base::PositionedAppend(data, at, o, c, d));
  }
  Status Truncate(uint64_t size, const Options& o, Debug* d) override {
    return with_quota(Base::Truncate(size, o, d));
  }
  Status Close(const Options& o, Debug* d) override { return with_quota(Base::Close(o, d)); }
  Status Flush(const Options& o, Debug* d) override { return with_quota(Base::Flush(o, d)); }
  Status Sync(const Options& o, Debug* d) override { return with_quota(Base::Sync(o, d)); }
  Status Fsync(const Options& o, Debug* d) override { return with_quota(Base::Fsync(o, d)); }
  Status RangeSync(uint64_t at, uint64_t bytes, const Options& o, Debug* d) override {
    return with_quota(Base::RangeSync(at, bytes, o, d));
  }
  Status Allocate(uint64_t at, uint64_t bytes, const Options& o, Debug* d) override {
    return with_quota(Base::Allocate(at, bytes, o, d));
  }
};

bool is_in_snapshot(std::string_view file) {
  const std::string_view folder = file.substr(0, file.rfind('/'));
  return folder.substr(folder.rfind('/') + 1).starts_with(kSnapshotPrefix);
}

// Of a snapshot: kSnapshotPrefix says why.
class UnsyncedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Status = rocksdb::IOStatus;
  using rocksdb::FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;

  Status Sync(const Options&, Debug*) override { return Status::OK(); }
  Status Fsync(const Options&, Debug*) override { return Status::OK(); }
  Status RangeSync(uint64_t, uint64_t, const Options&, Debug*) override { return Status::OK(); }
};

class QuotaDisk final : public rocksdb::FileSystemWrapper {
 public:
  using File = std::unique_ptr<rocksdb::FSWritableFile>;
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using Status = rocksdb::IOStatus;

  QuotaDisk() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "QuotaDisk"; }

  Status NewWritableFile(const std::string& name, const rocksdb::FileOptions& o, File* file,
                         Debug* d) override {
    if (is_options_file(name)) return Status::NotSupported("options are not kept in files");
    Status made = wrapped(target()->NewWritableFile(name, o, file, d), *file);
    if (made.ok() && is_in_snapshot(name)) *file = std::make_unique<UnsyncedFile>(std::move(*file));
    return made;
  }
  Status ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& o, File* file,
                            Debug* d) override {
    return wrapped(target()->ReopenWritableFile(name, o, file, d), *file);
  }
  Status ReuseWritableFile(const std::string& name, const std::string& old,
                           const rocksdb::FileOptions& o, File* file, Debug* d) override {
    return wrapped(target()->ReuseWritableFile(name, old, o, file, d), *file);
  }
  Status RenameFile(const std::string& from, const std::string& to, const Options& o,
                    Debug* d) override {
    return with_quota(target()->RenameFile(from, to, o, d));
  }

 private:
  static Status wrapped(Status made, File& file) {
    if (made.ok()) file = std::make_unique<QuotaFile>(std::move(file));
    return with_quota(std::move(made));
  }
};

class FilesListener final : public rocksdb::EventListener {
 public:
  explicit FilesListener(std::function<void()> call) : call_(std::move(call)) {}
  void OnFlushCompleted(rocksdb::DB*, const rocksdb::FlushJobInfo&) override { call_(); }
  void OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override { call_(); }

 private:
  const std::function<void()> call_;
};

}  // namespace

// Sizes are for a daemon of 40 MiB: RocksDB's defaults hold 11 MiB more. Filters stay outside the
// block cache, which is too small for them; a family that is seldom written would pin the WAL
// without max_total_wal_size; secondaries need recycle_log_file_num = 0.
rocksdb::Options base_options(RocksLog log) {
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

// A story takes a kilobyte: in blocks of 4 KiB each block of four stories would be looked up, read
// and checked by itself. The block cache stays the same.
rocksdb::ColumnFamilyOptions with_long_blocks(const rocksdb::Options& options) {
  rocksdb::ColumnFamilyOptions family(options);
  auto table = *options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  table.block_size = 16 * 1024;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

// A filter of the newest rows, as the files have one: without it each key that is not there is
// looked for in all of them.
void expect_absent_keys(rocksdb::ColumnFamilyOptions& family) {
  family.memtable_prefix_bloom_size_ratio = 0.05;
  family.memtable_whole_key_filtering = true;
}

std::unique_ptr<rocksdb::Env> quota_aware_disk() {
  return rocksdb::NewCompositeEnv(std::make_shared<QuotaDisk>());
}

void on_new_files(rocksdb::Options& options, std::function<void()> call) {
  options.listeners.push_back(std::make_shared<FilesListener>(std::move(call)));
}

}  // namespace newswatch::store
