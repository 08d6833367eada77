// newswatch backup: copies the store into a folder of backups. With a daemon, it copies a snapshot
// that the daemon makes for it; else the store itself. --verify looks at the backups alone.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/running.h"
#include "daemon/control.h"
#include "process/unique_fd.h"
#include "record/json_io.h"
#include "store/backups.h"

namespace newswatch::cli::command {
namespace {

namespace fs = std::filesystem;

int fail(const model::Error& error) {
  print::complain(error.context);
  return kFailure;
}

// What is copied. A snapshot goes when the value ends.
class BackupSource {
 public:
  static model::Result<BackupSource> take(const fs::path& state, const fs::path& store) {
    model::ControlRequest request;
    request.command = model::ControlCommand::kSnapshot;
    const auto asked = daemon::ask_daemon(state, request);
    if (!asked) return tl::unexpected(asked.error());
    const std::optional<model::ControlReply>& reply = *asked;
    if (!reply) return without_daemon(state, store);
    if (!reply->error.empty()) return model::fail(model::ErrorKind::kTransient, reply->error);
    BackupSource source;
    source.folder_ = state / reply->snapshot;
    source.state_ = state;
    source.lock_ = process::UniqueFd(
        ::open(source.folder_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    std::error_code error;
    if (source.lock_.valid() && ::flock(source.lock_.get(), LOCK_SH | LOCK_NB) == 0 &&
        fs::exists(source.folder_ / "CURRENT", error)) {
      return source;
    }
    return model::fail(model::ErrorKind::kTransient,
                       fmt::format("read the snapshot {}: {}", source.folder_.string(),
                                   std::generic_category().message(errno)));
  }
  BackupSource(BackupSource&& other) noexcept
      : folder_(std::move(other.folder_)),
        state_(std::exchange(other.state_, {})),
        lock_(std::move(other.lock_)) {}
  BackupSource& operator=(BackupSource&&) = delete;
  ~BackupSource() {
    if (state_.empty()) return;
    lock_.reset();
    model::ControlRequest request;
    request.command = model::ControlCommand::kSnapshotDrop;
    // Without a daemon its next start removes it.
    [[maybe_unused]] const auto asked = daemon::ask_daemon(state_, request);
  }

  const fs::path& folder() const { return folder_; }

 private:
  BackupSource() = default;

  static model::Result<BackupSource> without_daemon(const fs::path& state, const fs::path& store) {
    if (find_running(state, store).state != Running::State::kStopped) {
      return model::fail(model::ErrorKind::kTransient,
                         fmt::format("the store in {} is in use by `run --once` or by another "
                                     "command; try again when it has ended",
                                     store.string()));
    }
    BackupSource source;
    source.folder_ = store;
    return source;
  }

  fs::path folder_;
  fs::path state_;  // of the daemon that made the snapshot; empty: there is none
  process::UniqueFd lock_;
};

// The daemon would take a backup there for its own, and a restore would move it aside.
bool is_inside(const fs::path& dir, const fs::path& state) {
  std::error_code error;
  const std::string inner = (fs::weakly_canonical(dir, error) / "").string();
  return inner.starts_with((fs::weakly_canonical(state, error) / "").string());
}

std::string backup_json(const store::AddedBackup& added, const store::Backups& backups) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("backup", added.entry.number);
  io.field("made", added.entry.made);
  io.field("files", added.entry.files);
  io.field("bytes", added.entry.bytes);
  io.field("copied_files", added.copied_files);
  io.field("copied_bytes", added.copied_bytes);
  std::vector<std::uint64_t> kept;
  for (const store::BackupEntry& entry : backups.all()) kept.push_back(entry.number);
  io.field("kept", kept);
  io.field("removed", added.removed);
  return io.text();
}

std::string told(const store::AddedBackup& added, const store::Backups& backups) {
  std::string text = fmt::format(
      "backup {}: {} in {}; copied {} in {}, the rest was there already", added.entry.number,
      print::rough_size(added.entry.bytes), print::counted(added.entry.files, "file"),
      print::rough_size(added.copied_bytes), print::counted(added.copied_files, "file"));
  const std::size_t count = backups.all().size();
  text += fmt::format("\n{} kept{}", print::counted(count, "backup"),
                      added.removed == 0 ? "" : fmt::format(", {} removed", added.removed));
  return text;
}

// A line for each backup. Those that nobody could restore are told on standard error as well.
int verify(const BackupArgs& args) {
  const auto backups = store::Backups::open(args.dir, store::Backups::Use::kRead);
  if (!backups) return fail(backups.error());
  print::Output out;
  int status = kOk;
  const auto tell = [&](std::uint32_t number, const store::BackupEntry* entry,
                        const std::string& error) {
    if (!error.empty()) status = kFailure;
    if (args.global.json) {
      record::JsonWriter io;
      io.field("schema", 1);
      io.field("backup", number);
      io.field("made", entry == nullptr ? std::nullopt : std::optional(entry->made));
      io.field("bytes", entry == nullptr ? 0 : entry->bytes);
      io.field("ok", error.empty());
      io.field("error", error);
      out.line(io.text());
    } else if (error.empty()) {
      out.line(fmt::format("backup {} of {}: {}, whole", number,
                           print::instant(entry->made, out.terminal()),
                           print::rough_size(entry->bytes)));
    } else {
      print::complain(error);
    }
  };
  const auto all = (*backups)->all();
  for (const store::BackupEntry& entry : all) {
    const auto done = (*backups)->verify(entry.number);
    tell(entry.number, &entry, done ? std::string() : done.error().context);
  }
  const auto lost = (*backups)->without_a_list();
  for (const std::uint32_t number : lost) {
    tell(number, nullptr,
         fmt::format("backup {} in {}: its list of files can't be read, or files of it are missing",
                     number, args.dir));
  }
  if (status != kOk) {
    print::complain("the next backup there would use the damaged files again: name a new folder");
  }
  if (all.empty() && lost.empty()) {
    print::complain("there is no backup in " + args.dir);
    status = kFailure;
  }
  return out.finish(status);
}

}  // namespace

int backup(const BackupArgs& args) {
  ::umask(0027);  // who may not read the store may not read its backups
  if (args.verify) return verify(args);
  fs::path store;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    store = opened->folder;
  }
  const fs::path state = store.parent_path();
  if (is_inside(args.dir, state)) {
    print::complain(
        fmt::format("{} is inside the state folder {}: name a folder elsewhere, best on "
                    "another disk",
                    args.dir, state.string()));
    return kFailure;
  }
  // First: a folder that is refused costs the daemon nothing.
  const auto backups = store::Backups::open(args.dir, store::Backups::Use::kAdd);
  if (!backups) return fail(backups.error());
  const auto source = BackupSource::take(state, store);
  if (!source) return fail(source.error());
  const auto added = (*backups)->add(source->folder(), args.keep);
  if (!added) return fail(added.error());
  print::Output out;
  out.line(args.global.json ? backup_json(*added, **backups) : told(*added, **backups));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
