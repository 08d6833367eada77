#include "daemon/daemon.h"

#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "config/keys.h"
#include "daemon/beats.h"
#include "daemon/control.h"
#include "daemon/fetch_loop.h"
#include "daemon/local_document_log.h"
#include "daemon/log.h"
#include "daemon/log_lines.h"
#include "daemon/notify_loop.h"
#include "daemon/parse_worker.h"
#include "daemon/start_watch.h"
#include "daemon/stop_limit.h"
#include "daemon/systemd.h"
#include "daemon/writer.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kFeedsForMoreWorkers = 100;
constexpr unsigned kWorkers = 2;  // so that a document that takes long does not hold up the others
constexpr model::Duration kLongestStop = std::chrono::seconds(4);
constexpr std::size_t kDocuments = 16;  // that wait for a parse worker

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// A thread's top function: what escapes ends the process, crash-only.
template <class Body>
std::thread start_thread(const char* name, Body body) {
  return std::thread([name, body = std::move(body)]() mutable {
    pthread_setname_np(pthread_self(), name);
    try {
      body();
    } catch (const std::exception& error) {
      log_lines::fatal(name, error.what());
      flush_log();
      std::_Exit(EXIT_FAILURE);
    }
  });
}

class Daemon {
 public:
  Daemon(const Adapters& adapters, engine::SettingsPtr settings, Started& started,
         NotifyLoop::Left left)
      : adapters_(adapters),
        workers_(started.engine->settings().feeds.size() < kFeedsForMoreWorkers
                     ? kWorkers
                     : std::max(kWorkers, std::thread::hardware_concurrency())),
        beats_(adapters.clock, systemd::watchdog(), adapters.stall),
        settings_(std::move(settings)),
        marks_(*started.marks),
        documents_(kDocuments, marks_),
        snapshots_(*started.snapshots),
        writer_(*started.engine, documents_, marks_, adapters.clock),
        notify_(settings_, sink_resources(adapters), adapters.make_judge, adapters.clock,
                writer_.inbox(), std::move(left)),
        fetch_(adapters.fetcher, adapters.clock, documents_, writer_.inbox()),
        failed_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    auto control = Control::open(
        adapters.state_dir, writer_.inbox(), adapters.clock,
        [this](const auto& request, auto& reply) { return answer_here(request.command, reply); },
        settings_->daemon.control_group);
    if (control) {
      control_ = std::move(*control);
    } else {
      log_lines::no_control(control.error());
    }
    start_companion();
  }
  ~Daemon() { ::close(failed_fd_); }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  int run(std::vector<model::FeedState> states) {
    start_threads(settings_, std::move(states));
    const int status = wait_for_the_end();
    const StopLimit limit(kLongestStop, status, marks_);
    stop_threads();
    return status;
  }

 private:
  void start_companion() {
    if (!adapters_.make_companion) return;
    auto made = adapters_.make_companion(
        {.clock = adapters_.clock,
         .store = adapters_.store,
         .state_dir = adapters_.state_dir,
         .describe =
             [this] {
               model::ControlReply reply;
               describe(reply);
               return reply;
             },
         .ask =
             [this](model::ControlRequest request, auto answer) {
               WriterMessage message = Command{std::move(request), std::move(answer)};
               return writer_.inbox().try_push(message);
             }},
        settings_);
    if (!made) return log_lines::no_page(made.error());
    companion_ = std::move(*made);
    if (companion_) writer_.tell(*companion_);
  }

  void start_threads(engine::SettingsPtr settings, std::vector<model::FeedState> states) {
    writer_thread_ = start_thread("writer", [this, &beat = beats_.add("writer")] {
      if (const auto done = writer_.run(fetch_.inbox(), notify_.inbox(), beat); !done) {
        failure_ = ended_by("writer", done.error());
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(failed_fd_, &one, sizeof one);
        // Nobody waits for a writer that is gone.
        writer_.inbox().close();
        while (writer_.inbox().try_pop()) continue;
      }
    });
    notify_thread_ =
        start_thread("notify", [this, &beat = beats_.add("notify")] { notify_.run(beat); });
    for (std::size_t i = 1; i <= workers_; ++i) {
      Beat& beat = beats_.add(fmt::format("parse {}", i));
      parse_threads_.push_back(start_thread(
          "parse", [this, &beat] { run_parse_worker(documents_, marks_, writer_.inbox(), beat); }));
    }
    if (companion_) {
      companion_thread_ =
          start_thread("web", [this, &beat = beats_.add("web")] { companion_->run(beat); });
    }
    fetch_thread_ = start_thread(
        "fetch",
        [this, &beat = beats_.add("fetch"), s = std::move(settings),
         f = std::move(states)]() mutable { fetch_.run(std::move(s), std::move(f), beat); });
    const std::optional<Stall>& stall = adapters_.stall;
    if (stall && beats_.stall_is_unknown()) log_lines::no_thread_to_stall(stall->thread);
  }

  // All are told at once, so that no loop begins anything new. The writer ends last: it stores what
  // the others still hand on.
  void stop_threads() {
    writer_.stop();
    fetch_.stop();
    if (companion_) companion_->stop();
    documents_.close();
    notify_.inbox().close();
    fetch_thread_.join();
    for (std::thread& thread : parse_threads_) thread.join();
    notify_thread_.join();
    writer_.inbox().close();
    writer_thread_.join();
    if (companion_) companion_thread_.join();
  }

  int wait_for_the_end() {
    const sigset_t set = our_signals();
    const int signal_fd = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    const model::Duration check = beats_.check();
    model::Monotonic next_check = adapters_.clock.monotonic() + check;
    std::optional<int> status;
    while (!status) {
      main_beat_.step();
      std::vector<pollfd> fds{{signal_fd, POLLIN, 0}, {failed_fd_, POLLIN, 0}};
      // Signals must not put the next check off.
      model::Duration wait = std::clamp<model::Duration>(next_check - adapters_.clock.monotonic(),
                                                         model::Duration(0), check);
      if (control_) control_->watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(wait.count()));
      if (control_) control_->step();
      tell_systemd();
      if ((fds[1].revents & POLLIN) != 0) {
        status = failure_;
      } else if ((fds[0].revents & POLLIN) != 0) {
        status = take_signals(signal_fd);
      } else if (adapters_.clock.monotonic() >= next_check) {
        next_check = adapters_.clock.monotonic() + check;
        if (all_moved()) systemd::alive();
        // What a burst of documents needed goes back; glibc keeps it for ever otherwise.
        ::malloc_trim(0);
      }
    }
    systemd::stopping();
    control_.reset();
    ::close(signal_fd);
    return *status;
  }

  // A snapshot is made here, for it need not hold up the writer: RocksDB lets both go on.
  bool answer_here(model::ControlCommand command, model::ControlReply& reply) {
    if (command == model::ControlCommand::kPing) {
      describe(reply);
    } else if (command == model::ControlCommand::kSnapshot) {
      const model::Monotonic begin = adapters_.clock.monotonic();
      auto made = snapshots_.make(adapters_.clock.now());
      (made ? reply.snapshot : reply.error) = made ? std::move(*made) : made.error().context;
      log_lines::snapshot(reply.snapshot, reply.error, adapters_.clock.monotonic() - begin);
    } else if (command == model::ControlCommand::kSnapshotDrop) {
      snapshots_.remove_left();
    } else if (command == model::ControlCommand::kReload) {
      reply.error = reload();
    } else {
      return false;
    }
    return true;
  }

  // What `newswatch status` can't read from the store.
  // Any thread.
  void describe(model::ControlReply& reply) const {
    const Lock lock(shown_mutex_);
    reply.config = settings_->source;
    reply.config_hash = fmt::format("{:016x}", settings_->hash);
    const auto add = [&](std::string what, model::Time since, std::string detail) {
      reply.reasons.push_back({std::move(what), since, std::move(detail)});
    };
    if (const model::Time since = writer_.view().full_since; since != model::Time{}) {
      add("store.full", since, "the disk takes no writes; what came is asked for again");
    }
    if (const model::Time since = notify_.view().judge_away_since; since != model::Time{}) {
      add("judge.away", since, "the judge does not answer; the score decides meanwhile");
    }
    for (const auto& [thread, since] : beats_.still()) {
      add("daemon.hung", since, "the daemon's thread " + thread + " stands still");
    }
  }

  bool all_moved() {
    const Lock lock(shown_mutex_);
    return beats_.all_moved();
  }

  std::string watch_text() const {
    const model::Time now = adapters_.clock.now();
    engine::WatchLine line = writer_.view().line();
    line.overdue = notify_.view().overdue;
    if (writer_.view().full_since.load() != model::Time{}) {
      line.more.emplace_back("the disk takes no writes");
    }
    for (const auto& [thread, since] : beats_.still()) {
      line.more.push_back("thread " + thread + " stands still");
    }
    return engine::text_of(line, now);
  }

  void tell_systemd() {
    std::string text = watch_text();
    if (text != told_systemd_) systemd::status(told_systemd_ = std::move(text));
  }

  std::optional<int> take_signals(int signal_fd) {
    signalfd_siginfo info;
    while (::read(signal_fd, &info, sizeof info) == sizeof info) {
      if (info.ssi_signo == SIGHUP) {
        reload();
        continue;
      }
      log_lines::stopping(info.ssi_signo == SIGTERM ? "SIGTERM" : "SIGINT");
      return EXIT_SUCCESS;
    }
    return std::nullopt;
  }

  // Why it was refused; empty: it was not.
  std::string reload() {
    auto loaded = adapters_.load();
    if (!loaded) {
      writer_.inbox().push_first(ReloadRefused{loaded.error()});
      return "the config has a fault, the old one stays in force: " + loaded.error();
    }
    const config::Settings& after = **loaded;
    // What is not in force yet; what an earlier reload changed was told then.
    auto keys = config::keys_needing_restart(*at_start_, after);
    const auto changed = config::keys_needing_restart(*settings_, after);
    std::erase_if(keys, [&](const std::string& key) {
      return std::find(changed.begin(), changed.end(), key) == changed.end();
    });
    if (!keys.empty()) log_lines::restart_needed(keys);
    log_lines::built_in_config(after);
    log_lines::feeds_left_out(after);
    adapters_.set_up_log(after);
    {
      const Lock lock(shown_mutex_);
      settings_ = *loaded;
    }
    if (companion_) companion_->reload(settings_);
    writer_.inbox().push_first(Reload{std::move(*loaded)});
    return {};
  }

  const Adapters& adapters_;
  const std::size_t workers_;
  // Guards, for describe(), what the main thread alone changes.
  mutable Mutex shown_mutex_;
  Beats beats_;
  Beat& main_beat_ = beats_.add("main");
  std::string told_systemd_;
  engine::SettingsPtr settings_;
  const engine::SettingsPtr at_start_ = settings_;
  CrashMarks& marks_;
  LocalDocumentLog documents_;
  Snapshots& snapshots_;
  Writer writer_;
  NotifyLoop notify_;
  FetchLoop fetch_;
  const int failed_fd_;
  std::atomic<int> failure_ = EXIT_FAILURE;  // the exit status when failed_fd_ is ready
  std::unique_ptr<Control> control_;         // nullptr: it could not listen
  std::unique_ptr<Companion> companion_;     // nullptr: there is none
  std::thread writer_thread_, notify_thread_, fetch_thread_, companion_thread_;
  std::vector<std::thread> parse_threads_;
};

}  // namespace

void block_signals() {
  const sigset_t set = our_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A reader of a pipe that went away is an error of write(2), not our end.
  std::signal(SIGPIPE, SIG_IGN);
}

namespace {

// Questions whose time was over while no daemon ran are decided before their messages could go out
// by themselves.
model::Result<NotifyLoop::Left> left_by_the_last_run(const Adapters& adapters,
                                                     engine::Engine& engine) {
  const model::Time now = adapters.clock.now();
  if (auto done = engine.give_up_late_questions(now); !done) return tl::unexpected(done.error());
  auto changes = engine.resolve_doubts(now);
  if (!changes) return tl::unexpected(changes.error());
  log_lines::changed(*changes);
  auto rows = engine.outbox();
  if (!rows) return tl::unexpected(rows.error());
  return NotifyLoop::Left{std::move(*rows), engine.open_questions(), engine.sinks()};
}

}  // namespace

int run(const Adapters& adapters, engine::SettingsPtr settings) {
  std::optional<StartWatch> watch(std::in_place);
  auto started = start(adapters, settings);
  if (!started) return ended_by("start", started.error());
  engine::Engine& engine = *started->engine;
  engine.begin_watch();
  auto left = left_by_the_last_run(adapters, engine);
  if (!left) return ended_by("start", left.error());
  watch.reset();
  const std::size_t waiting = left->rows.size();
  Daemon daemon(adapters, settings, *started, std::move(*left));  // commands may ask from here on
  log_lines::ready(settings->feeds.size(), engine.index().events(), waiting);
  systemd::ready(engine::text_of(engine.watch_line(), adapters.clock.now()));
  const int status = daemon.run(engine.feeds());
  log_lines::stopped();
  flush_log();
  return status;
}

}  // namespace newswatch::daemon
