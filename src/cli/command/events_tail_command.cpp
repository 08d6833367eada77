// newswatch events tail: the newest events, oldest first; with -f also those that come later.
//
// An event is shown once and never skipped: ids ascend in the order of commits, and nothing after
// an event that waits for the judge is shown before it. -f goes on when the daemon is started
// again, and when a backup is restored: with the events that are newer than the last one shown.
#include <csignal>
#include <deque>
#include <filesystem>
#include <limits>
#include <string>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/known_topic.h"
#include "cli/print/event_line.h"
#include "cli/print/output.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/ulid.h"

namespace newswatch::cli::command {
namespace {

constexpr std::size_t kDefaultLines = 10;
constexpr model::Duration kRefreshEvery = std::chrono::milliseconds(500);
constexpr int kPatience = 20;  // refreshes in a row that may fail before it is told: 10 s

volatile std::sig_atomic_t tail_stopped = 0;

void stop_tail(int) { tail_stopped = 1; }

// Ends the loop instead of the process, so that the reader removes its scratch folder.
void catch_signals() {
  struct sigaction action {};
  action.sa_handler = stop_tail;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

class Tail {
 public:
  Tail(const store::RocksReader& reader, const EventsTailArgs& args, EventChoice choice)
      : reader_(reader), json_(args.global.json), choice_(std::move(choice)), passed_(args.after) {}

  // Prints the events since the last call, at most the newest `limit`.
  model::Result<void> advance(print::Output& out, std::size_t limit) {
    std::deque<model::Event> events;
    std::string passed = passed_;
    const auto walked = store::for_each_event(reader_, passed_, [&](const model::Event& event) {
      if (event.waiting && event.merged_into.empty()) return false;
      passed = event.id;
      if (!choice_.takes(event)) return true;
      events.push_back(event);
      if (events.size() > limit) events.pop_front();
      return true;
    });
    if (!walked) return walked;
    for (const model::Event& event : events) {
      const auto reports = store::find_reports(reader_, event.id, record::kShownReports);
      if (!reports) return tl::unexpected(reports.error());
      out.line(
          json_ ? record::event_json(event, *reports)
                : print::event_line(event, record::untold_state(event, *reports), out.terminal()));
      passed_ = event.id;
    }
    passed_ = std::move(passed);
    out.flush();
    return {};
  }

 private:
  const store::RocksReader& reader_;
  bool json_;
  EventChoice choice_;
  std::string passed_;  // id of the last event that was shown or left out
};

// Whether a store that can't be read now may be read later: it is not there, or half of it, while a
// person restores a backup. If not, a person must act: another program, or a permission.
bool may_come_back(const std::filesystem::path& folder, const model::Error& error) {
  std::error_code failed;
  const bool passes =
      error.kind != model::ErrorKind::kPermanent && error.kind != model::ErrorKind::kBadInput;
  return passes || (!std::filesystem::exists(folder / "CURRENT", failed) && !failed);
}

int follow(Tail& tail, const OpenStore& opened, print::Output& out) {
  for (int failed = 0; tail_stopped == 0 && out.open();) {
    out.sleep(kRefreshEvery);
    if (tail_stopped != 0 || !out.open()) break;
    auto advanced = opened.reader->refresh();
    if (advanced) advanced = tail.advance(out, std::numeric_limits<std::size_t>::max());
    if (advanced) {
      failed = 0;
    } else if (++failed >= kPatience) {
      if (!may_come_back(opened.folder, advanced.error())) return store_failed(advanced.error());
      if (failed == kPatience) {
        print::complain(advanced.error().context + "; waiting until it can be read");
      }
    }
  }
  return kOk;
}

}  // namespace

int events_tail(const EventsTailArgs& args) {
  auto choice = choose_events(args.filter, model::SystemClock().now());
  if (!choice) {
    print::complain(choice.error().context);
    return kUsage;
  }
  if (!args.after.empty() && !text::ulid_time(args.after)) {
    print::complain("--after " + text::quoted(args.after) +
                    " is not a whole event id (26 characters)");
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  if (const int status = check_topic(*opened, args.filter.topic); status != kOk) return status;
  if (args.follow) catch_signals();
  print::Output out;
  Tail tail(*opened->reader, args, std::move(*choice));
  const std::size_t limit = args.lines.value_or(
      args.after.empty() ? kDefaultLines : std::numeric_limits<std::size_t>::max());
  if (const auto first = tail.advance(out, limit); !first) {
    return out.finish(store_failed(first.error()));
  }
  return out.finish(args.follow ? follow(tail, *opened, out) : kOk);
}

}  // namespace newswatch::cli::command
