// newswatch restore: puts a backup in the place of the store, while no daemon runs.
#include <fmt/format.h>
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
#include "cli/state_access.h"
#include "record/json_io.h"
#include "store/backups.h"
#include "store/queries.h"
#include "store/replace_store.h"
#include "store/rocks_reader.h"

namespace newswatch::cli::command {
namespace {

namespace fs = std::filesystem;

int fail_restore(const model::Error& error, const fs::path& state) {
  const auto denied = state_denied(state, process::Wish::kWrite);
  print::complain(denied && error.kind == model::ErrorKind::kPermanent ? *denied : error.context);
  return error.kind == model::ErrorKind::kCorrupt ? kDamaged : kFailure;
}

// Why it must not begin; empty: it may.
std::string objection(const fs::path& state, const fs::path& store, bool force) {
  if (find_running(state, store).state != Running::State::kStopped) {
    return fmt::format(
        "the store in {} is in use: stop the daemon first (sudo systemctl stop "
        "newswatch)",
        store.string());
  }
  std::error_code error;
  if (!force && fs::exists(store, error) && !fs::is_empty(store, error)) {
    return fmt::format("there is a store in {}; with --force it is moved aside, and not deleted",
                       store.string());
  }
  return {};
}

// The one of that number, or the newest. nullopt: there is none; that was said.
std::optional<store::BackupEntry> choose(const store::Backups& backups,
                                         const std::optional<std::uint32_t>& number,
                                         const std::string& dir) {
  const auto all = backups.all();
  std::string known;
  for (const store::BackupEntry& entry : all) {
    if (!number && &entry == &all.back()) return entry;
    if (number == entry.number) return entry;
    known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", entry.number,
                         print::instant(entry.made, {}));
  }
  if (all.empty()) {
    print::complain("there is no backup in " + dir);
  } else {
    print::complain(
        fmt::format("there is no backup {} in {}; there are: {}", number.value_or(0), dir, known));
  }
  return std::nullopt;
}

// Opens what was written: a store that RocksDB can't open must not take the place of another.
model::Result<std::size_t> count_events(const fs::path& folder) {
  const auto reader = store::RocksReader::open(folder);
  if (!reader) return tl::unexpected(reader.error());
  std::size_t events = 0;
  auto walked = store::for_each_event(**reader, "", [&](const model::Event& event) {
    events += event.merged_into.empty() ? 1 : 0;
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  return events;
}

struct Restored {
  std::size_t events = 0;
  fs::path aside;
};

// `part` is the folder that it has begun to write, as soon as there is one.
model::Result<Restored> put_back(const store::Backups& backups, std::uint32_t number,
                                 const fs::path& store, fs::path& part) {
  const auto lock = store::lock_store(store);
  if (!lock) return tl::unexpected(lock.error());
  const auto begun = store::begin_replacement(store);
  if (!begun) return tl::unexpected(begun.error());
  part = *begun;
  if (auto done = backups.restore(number, part); !done) return tl::unexpected(done.error());
  const auto events = count_events(part);
  if (!events) return tl::unexpected(events.error());
  auto aside = store::finish_replacement(store, "restore", model::SystemClock().now());
  if (!aside) return tl::unexpected(aside.error());
  return Restored{*events, std::move(*aside)};
}

}  // namespace

int restore(const RestoreArgs& args) {
  ::umask(0027);
  const auto state = state_folder_of(args.global);
  if (!state) return state.error();
  const fs::path store = store_folder(*state);
  auto backups = store::Backups::open(args.dir, store::Backups::Use::kRead);
  if (!backups) return fail_restore(backups.error(), *state);
  const auto entry = choose(**backups, args.number, args.dir);
  if (!entry) return kNotFound;
  if (const std::string why = objection(*state, store, args.force); !why.empty()) {
    print::complain(why);
    return kFailure;
  }
  fs::path part;
  const auto restored = put_back(**backups, entry->number, store, part);
  if (!restored) {
    backups->reset();  // ends its threads, which may still be at writing
    std::error_code ignored;
    if (!part.empty()) fs::remove_all(part, ignored);
    return fail_restore(restored.error(), *state);
  }
  print::Output out;
  if (args.global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("backup", entry->number);
    io.field("made", entry->made);
    io.field("events", restored->events);
    io.field("store", store.string());
    io.field("aside", restored->aside.string());
    out.line(io.text());
  } else {
    out.line(fmt::format("backup {} of {} is the store in {} now, with {}", entry->number,
                         print::instant(entry->made, out.terminal()), store.string(),
                         print::counted(restored->events, "event")));
    if (!restored->aside.empty()) {
      out.line(fmt::format("the store that was there is {}", restored->aside.string()));
    }
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
