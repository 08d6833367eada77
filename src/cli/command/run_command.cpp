// `newswatch run`: the daemon. The only place that picks adapters for the ports.
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/open.h"
#include "cli/print/output.h"
#include "cli/state_access.h"
#include "config/load_settings.h"
#include "config/locations.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "daemon/log_lines.h"
#include "daemon/start_watch.h"
#include "judge/make_judge.h"
#include "model/clock.h"
#include "notify/sinks.h"
#include "store/rocks_store.h"
#include "text/times.h"
#include "web/web.h"

namespace newswatch::cli::command {
namespace {

void set_up_log(const config::Settings& settings) {
  daemon::open_log({.level = settings.daemon.log_level,
                    .format = settings.daemon.log_format,
                    .under_systemd = print::is_journal(),
                    .terminal = ::isatty(STDERR_FILENO) == 1,
                    .colour = ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr});
}

tl::expected<engine::SettingsPtr, std::string> load(const config::Locations& locations) {
  auto settings = config::load_settings(config::config_file(locations), notify::sink_table());
  if (settings) return std::make_shared<const config::Settings>(std::move(*settings));
  std::string all;
  for (const config::Problem& problem : settings.error()) {
    if (!all.empty()) all += " | ";
    all += config::to_string(problem);
  }
  return tl::unexpected(all);
}

int fail(std::string_view what, const model::Error& error, int status) {
  daemon::log_lines::not_started(what, error.context);
  daemon::flush_log();
  return status;
}

// NEWSWATCH_DEBUG_STALL=THREAD[:DURATION], to try the watchdog: what is no duration belongs to the
// name, which the daemon then does not know.
std::optional<daemon::Stall> stall_on_purpose() {
  const char* asked = std::getenv("NEWSWATCH_DEBUG_STALL");
  if (asked == nullptr) return std::nullopt;
  const std::string text(asked);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return daemon::Stall{text};
  const auto after = text::parse_duration(std::string_view(text).substr(colon + 1));
  return after ? daemon::Stall{text.substr(0, colon), *after} : daemon::Stall{text};
}

constexpr int kTriesForRoom = 13;  // a minute: see StartLimitIntervalSec of the unit
constexpr std::chrono::seconds kTryPause(5);

// A full disk is waited for, for a minute, and then by systemd's next start. A StartWatch ends the
// process when a signal comes meanwhile.
model::Result<std::unique_ptr<store::RocksStore>> open_for_writing(
    const std::filesystem::path& folder, bool once) {
  for (int tries = 1;; ++tries) {
    auto store = store::RocksStore::open(folder, {.log = daemon::log_lines::rocksdb});
    const bool full = !store && store.error().kind == model::ErrorKind::kTransient;
    if (!full || once || tries == kTriesForRoom) return store;
    if (tries == 1) daemon::log_lines::not_stored("start", store.error());
    std::this_thread::sleep_for(kTryPause);
  }
}

}  // namespace

int run(const RunArgs& args) {
  // Before any thread: each of glibc's arenas keeps what a burst needed.
  ::mallopt(M_ARENA_MAX, 2);
  // What others may read is decided by the modes that the program asks for, not by who starts it.
  ::umask(0027);
  // A single round has nothing to wind up: a signal may end it anywhere, as kill -9 may.
  if (!args.once) daemon::block_signals();
  auto settings = open_settings(args.global, config::NamedFiles::kCheck);
  if (!settings) return settings.error();
  set_up_log(*settings);
  auto state = config::state_folder(args.global.locations, *settings, config::Access::kWrite);
  if (!state) return fail("state folder", state.error(), kNoStore);
  const auto refuse = [](std::string why, int status) {
    return fail("state folder", {model::ErrorKind::kPermanent, std::move(why)}, status);
  };
  const config::Locations& locations = args.global.locations;
  if (auto why = second_watch(*state, locations, *settings, args.once)) return refuse(*why, kUsage);
  if (auto why = another_users_state(*state, locations, args.once)) return refuse(*why, kFailure);
  auto store = [&] {
    std::optional<daemon::StartWatch> watch;  // of the daemon alone, as the signals' blocking
    if (!args.once) watch.emplace();
    return open_for_writing(store_folder(*state), args.once);
  }();
  if (!store) {
    const auto denied =
        state_denied(*state, process::Wish::kWrite, "name a folder of your own by --state-dir");
    if (denied) return refuse(*denied, kFailure);
    return fail("event store", store.error(), not_opened_status(store.error()));
  }
  const model::SystemClock clock;
  // A round takes answers in in the order of the config: those that came early wait in a file.
  auto fetcher = open_fetcher(*settings, clock, args.once ? *state : std::filesystem::path());
  if (!fetcher) return fail("fetcher", fetcher.error(), kFailure);

  const daemon::Adapters adapters{
      .clock = clock,
      .store = **store,
      .fetcher = **fetcher,
      .state_dir = *state,
      .environment = environment(),
      .load = [&] { return load(args.global.locations); },
      .make_judge =
          [&](const config::Settings& now) { return judge::make_judge(now, environment(), clock); },
      .stall = stall_on_purpose(),
      .set_up_log = set_up_log,
      .make_companion = web::make_web};
  auto shared = std::make_shared<const config::Settings>(std::move(*settings));
  return args.once ? daemon::run_once(adapters, std::move(shared))
                   : daemon::run(adapters, std::move(shared));
}

}  // namespace newswatch::cli::command
