#include "store/backups.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/backup_engine.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include "store/disk.h"
#include "store/folder_check.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;
using model::ErrorKind;

constexpr const char* kMark = "newswatch-backups";
constexpr std::string_view kMarkText =
    "Backups of newswatch's event store. `newswatch restore` puts one back.\n";

tl::unexpected<model::Error> failed(ErrorKind kind, std::string_view doing, const fs::path& path,
                                    std::string_view why) {
  return model::fail(kind, fmt::format("{} {}: {}", doing, path.string(), why));
}

tl::unexpected<model::Error> failed(std::string_view doing, const fs::path& path,
                                    const rocksdb::Status& status) {
  if (status.IsNoSpace()) {
    return failed(ErrorKind::kTransient, doing, path,
                  "there is not enough room; what was written counts for nothing, earlier backups "
                  "are as they were");
  }
  return failed(status.IsCorruption() ? ErrorKind::kCorrupt : ErrorKind::kPermanent, doing, path,
                status.ToString());
}

std::string because(int code) { return std::generic_category().message(code); }

// Nothing of anybody's.
bool has_nothing(const fs::path& dir) {
  std::error_code error;
  fs::directory_iterator at(dir, error);
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    if (at->path().filename() != "lost+found") return false;
  }
  return !error;
}

model::Result<void> make_backups_folder(const fs::path& dir) {
  if (::mkdir(dir.c_str(), 0750) != 0 && errno != EEXIST) {
    return failed(ErrorKind::kPermanent, "make the folder", dir, because(errno));
  }
  std::error_code error;
  if (fs::exists(dir / kMark, error)) return {};
  if (!fs::is_directory(dir, error)) {
    return failed(ErrorKind::kBadInput, "backups in", dir, "it is no folder");
  }
  if (!has_nothing(dir)) {
    return failed(ErrorKind::kBadInput, "backups in", dir,
                  "it holds other files, and no backups of newswatch; name an empty folder, or one "
                  "that is not there");
  }
  std::ofstream mark(dir / kMark);
  mark << kMarkText << std::flush;
  if (mark) return {};
  return failed(ErrorKind::kPermanent, "write into the folder", dir, because(errno));
}

// What of a store's files says which state of it they hold.
std::string state_of(const fs::path& store) {
  std::ifstream file(store / "CURRENT");
  std::string manifest;
  std::getline(file, manifest);
  return is_being_written(store) ? std::string() : manifest;
}

struct Opened {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  ~Opened() {
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
};

rocksdb::Status open_to_read(const fs::path& store, Opened& opened) {
  const rocksdb::Options options = base_options({});
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies(options, store.string(), &names);
  if (!status.ok()) return status;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const std::string& name : names) families.emplace_back(name, options);
  rocksdb::DB* raw = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, store.string(), families, &opened.handles, &raw);
  opened.db.reset(raw);
  return status;
}

BackupEntry entry_of(const rocksdb::BackupInfo& info) {
  return {info.backup_id, model::Time(std::chrono::seconds(info.timestamp)), info.number_files,
          info.size};
}

}  // namespace

Backups::Backups(fs::path dir, process::UniqueFd lock)
    : dir_(std::move(dir)), lock_(std::move(lock)) {}

Backups::~Backups() = default;

model::Result<std::unique_ptr<Backups>> Backups::open(const fs::path& dir, Use use) {
  if (use == Use::kAdd) {
    if (auto made = make_backups_folder(dir); !made) return tl::unexpected(made.error());
  }
  process::UniqueFd lock(::open((dir / kMark).c_str(), O_RDONLY | O_CLOEXEC));
  if (!lock.valid()) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return failed(ErrorKind::kBadInput, "backups in", dir,
                    "there are none: it has no file " + std::string(kMark));
    }
    return failed(ErrorKind::kPermanent, "open the backups in", dir, because(errno));
  }
  // Where a file system knows no locks, there is one user of it, one hopes.
  if (::flock(lock.get(), (use == Use::kAdd ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 &&
      errno == EWOULDBLOCK) {
    return failed(ErrorKind::kTransient, "open the backups in", dir,
                  "another newswatch is at work there; try again when it is done");
  }
  std::unique_ptr<Backups> backups(new Backups(dir, std::move(lock)));
  const rocksdb::BackupEngineOptions options(dir.string());
  rocksdb::Status status;
  if (use == Use::kAdd) {
    rocksdb::BackupEngine* raw = nullptr;
    status = rocksdb::BackupEngine::Open(options, rocksdb::Env::Default(), &raw);
    backups->writer_.reset(raw);
  } else {
    rocksdb::BackupEngineReadOnly* raw = nullptr;
    status = rocksdb::BackupEngineReadOnly::Open(options, rocksdb::Env::Default(), &raw);
    backups->reader_.reset(raw);
  }
  if (!status.ok()) return failed("open the backups in", dir, status);
  return backups;
}

const rocksdb::BackupEngineReadOnlyBase& Backups::engine() const {
  if (writer_) return *writer_;
  return *reader_;
}

std::vector<BackupEntry> Backups::all() const {
  std::vector<rocksdb::BackupInfo> infos;
  engine().GetBackupInfo(&infos);
  std::vector<BackupEntry> entries;
  entries.reserve(infos.size());
  for (const rocksdb::BackupInfo& info : infos) entries.push_back(entry_of(info));
  std::ranges::sort(entries, {}, &BackupEntry::number);
  return entries;
}

std::vector<std::uint32_t> Backups::without_a_list() const {
  std::vector<std::uint32_t> numbers;
  engine().GetCorruptedBackups(&numbers);
  return numbers;
}

bool Backups::has(std::uint32_t number) const {
  const auto entries = all();
  return std::ranges::find(entries, number, &BackupEntry::number) != entries.end();
}

model::Result<AddedBackup> Backups::add(const fs::path& store, std::size_t keep) {
  std::vector<rocksdb::BackupInfo> before;
  writer_->GetBackupInfo(&before, true);
  std::set<std::string> there;
  for (const auto& info : before) {
    for (const auto& file : info.file_details) there.insert(file.relative_filename);
  }
  const std::string state = state_of(store);
  Opened opened;
  if (const auto status = open_to_read(store, opened); !status.ok()) {
    return failed("read for a backup", store, status);
  }
  rocksdb::BackupID number = 0;
  rocksdb::CreateBackupOptions how;
  how.flush_before_backup = false;  // the write-ahead log goes along
  const rocksdb::Status status = writer_->CreateNewBackup(how, opened.db.get(), &number);
  if (!status.ok()) return failed("make a backup in", dir_, status);
  if (state.empty() || state_of(store) != state) {
    writer_->DeleteBackup(number).PermitUncheckedError();
    return failed(ErrorKind::kTransient, "make a backup of", store,
                  "somebody has begun to write it meanwhile; try again");
  }
  rocksdb::BackupInfo info;
  const rocksdb::Status listed = writer_->GetBackupInfo(number, &info, true);
  if (!listed.ok()) return failed("make a backup in", dir_, listed);
  AddedBackup added{entry_of(info)};
  for (const auto& file : info.file_details) {
    if (there.contains(file.relative_filename)) continue;
    ++added.copied_files;
    added.copied_bytes += file.size;
  }
  added.removed = before.size() + 1 > keep ? before.size() + 1 - keep : 0;
  const rocksdb::Status purged = writer_->PurgeOldBackups(static_cast<std::uint32_t>(keep));
  if (!purged.ok()) return failed("remove older backups in", dir_, purged);
  for (const std::uint32_t lost : without_a_list()) {
    if (lost + keep <= number) writer_->DeleteBackup(lost).PermitUncheckedError();
  }
  return added;
}

model::Result<void> Backups::verify(std::uint32_t number) const {
  const rocksdb::Status status = engine().VerifyBackup(number, true);
  if (status.ok()) return {};
  // A file that is missing or cut is "not found" or "corruption", by RocksDB's mood.
  return failed(ErrorKind::kCorrupt, fmt::format("backup {} in", number), dir_, status.ToString());
}

model::Result<void> Backups::restore(std::uint32_t number, const fs::path& to) const {
  if (!has(number)) {
    return failed(ErrorKind::kBadInput, "restore from", dir_,
                  fmt::format("there is no backup {}", number));
  }
  const rocksdb::Status status = engine().RestoreDBFromBackup(number, to.string(), to.string());
  if (!status.ok()) return failed(fmt::format("restore backup {} into", number), to, status);
  return {};
}

}  // namespace newswatch::store
