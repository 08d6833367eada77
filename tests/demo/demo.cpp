// newswatch_demo PATH/newswatch [--keep]: the launch week of DeepSeek R1 in under 30 seconds.
//
// Plays the week as six feeds on loopback, runs the real daemon on them with the default topic,
// event and notify settings, shows its log, and asks it what happened. Exit status 0 only if
// exactly the expected events were notified, once each. With --keep feeds, daemon and page stay
// until Ctrl-C.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "demo/check.h"
#include "demo/newsstand.h"
#include "support/process.h"

namespace newswatch::demo {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kStepLimit = 12s;   // for every feed to be asked twice
constexpr auto kWholeLimit = 27s;  // from the daemon's start to its stop

void say(std::string_view text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

std::string overlay(const Newsstand& newsstand, const std::filesystem::path& state) {
  std::string out = fmt::format(
      "[daemon]\nstate_dir = \"{}\"\n\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\n"
      "interval = \"1s\"\nmin_interval = \"1s\"\nhost_gap = \"20ms\"\n",
      state.string());
  for (int feed = 0; feed < kFeeds; ++feed) {
    const auto id = static_cast<FeedId>(feed);
    out += fmt::format("\n[[feed]]\nname = \"{}\"\noutlet = \"{}\"\nurl = \"{}\"\n",
                       Newsstand::name(id), Newsstand::outlet(id), newsstand.url(id));
  }
  // So that each event is a message of its own from the start.
  return out +
         "\n[notify]\nfirst_poll = \"notify\"\n\n[web]  # at a port that is free\n"
         "listen = \"127.0.0.1:0\"\n";
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of the messages in the text, those about a new event.
std::size_t events_in(const std::string& text) {
  constexpr std::string_view kMark = "\"type\":\"event.new\"";
  std::size_t count = 0;
  for (auto at = text.find(kMark); at != text.npos; at = text.find(kMark, at + 1)) ++count;
  return count;
}

class Demo {
 public:
  Demo(std::string program, std::filesystem::path folder, bool keep)
      : program_(std::move(program)),
        folder_(std::move(folder)),
        keep_(keep),
        config_(folder_ / "overlay.toml"),
        state_(folder_ / "state"),
        newsstand_(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())) {}

  int run() {
    write_config();
    play();
    if (!keep_) stop();
    show_database();
    check();
    const int status = verdict();
    if (keep_) wait_for_the_end();
    return status;
  }

 private:
  void write_config() {
    std::filesystem::create_directories(state_);
    const std::string text = overlay(newsstand_, state_);
    std::ofstream(config_) << text;
    say(fmt::format("The default config with this overlay ({}):\n\n{}", config_.string(), text));
  }

  // The daemon's life: from its start through the steps of the week to SIGTERM.
  void play() {
    say("newswatch run, its own log:\n");
    newsstand_.show(0);
    started_ = steady_clock::now();
    daemon_ = std::make_unique<test::Child>(
        std::vector<std::string>{program_, "--config", config_.string(), "run"},
        [this](const std::string& line) { take_line(line); });
    for (int step = 0; step < kSteps && daemon_->running(); ++step) {
      say(fmt::format("\n-- {}", step_line(step)));
      newsstand_.show(step);
      if (!until([&] { return !daemon_->running() || step_is_stored(step); }, kStepLimit)) {
        problems_.push_back(fmt::format("step {}: not every feed was asked in time", step));
        break;
      }
    }
    until([&] { return events_in(file_text(sink())) >= expected().size(); }, 3s);
    if (!daemon_->running()) problems_.push_back("the daemon ended by itself");
  }

  // Of the daemon's log. Called by the thread that reads it.
  void take_line(const std::string& line) {
    if (line.find("event.new id=") != std::string::npos) ++logged_;
    constexpr std::string_view kPage = "web.ready at=";
    if (const auto at = line.find(kPage); at != line.npos) {
      const std::scoped_lock lock(mutex_);
      page_ = line.substr(at + kPage.size());
    }
    if (!quiet_) say(line);
  }

  void stop() {
    daemon_->signal(SIGTERM);
    const auto status = daemon_->wait(5s);
    if (!status) problems_.push_back("the daemon did not end within 5 s of SIGTERM");
    if (status && *status != 0) {
      problems_.push_back(fmt::format("the daemon's exit status is {}", *status));
    }
  }

  // The page answers until somebody has seen enough.
  void wait_for_the_end() {
    {
      const std::scoped_lock lock(mutex_);
      say(fmt::format("\nThe page: {}\nCtrl-C ends the demo.", page_));
    }
    quiet_ = true;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    int signal = 0;
    sigwait(&set, &signal);
    stop();
  }

  // Each feed has been asked again since it had this step's document; one that is down, asked.
  bool step_is_stored(int step) const {
    for (int feed = 0; feed < kFeeds; ++feed) {
      const auto id = static_cast<FeedId>(feed);
      const bool down = step == kDownIn && id == FeedId::kTimeTech;
      if (newsstand_.answered(id) < (down ? 1 : 2)) return false;
    }
    return true;
  }

  template <class Done>
  bool until(Done done, steady_clock::duration limit) const {
    const auto end = std::min(steady_clock::now() + limit, started_ + kWholeLimit);
    while (!done()) {
      if (steady_clock::now() > end) return false;
      std::this_thread::sleep_for(20ms);
    }
    return true;
  }

  std::vector<std::string> command(std::vector<std::string> args) const {
    args.insert(args.begin(), {program_, "--config", config_.string()});
    return args;
  }

  void show(const std::vector<std::string>& args) {
    say(fmt::format("\n$ newswatch {}\n", fmt::join(args, " ")));
    if (const int status = test::show_command(command(args)); status != 0) {
      problems_.push_back(fmt::format("newswatch {} ended with {}", fmt::join(args, " "), status));
    }
  }

  void show_database() {
    show({"events", "list"});
    notified_ = read_told(file_text(sink()), problems_);
    if (!notified_.empty()) show({"events", "show", notified_[notified_.size() > 1].event});
    say(fmt::format("\nThe notifications that went out ({}):\n", sink().string()));
    for (const Told& told : notified_) {
      say(fmt::format("  {}  {}: {}", told.event, told.outlet, told.title));
    }
  }

  void check() {
    const test::Output exported =
        test::run_command(command({"events", "export", "--format", "jsonl"}));
    if (exported.status != 0) problems_.push_back("newswatch events export failed");
    const auto events = read_told(exported.text, problems_);
    compare(notified_, events, problems_);
    if (const auto lines = events_in(file_text(sink())); lines != logged_) {
      problems_.push_back(
          fmt::format("{} event.new lines in the log, {} in the file sink", logged_.load(), lines));
    }
    const Answers answers = newsstand_.answers();
    if (answers.unchanged == 0) problems_.push_back("no feed was answered 304");
    if (answers.moved == 0) problems_.push_back("the moved feed was not asked");
    if (answers.unavailable == 0) problems_.push_back("the feed that was down was not asked");
    say(fmt::format("\nThe server answered {} documents, 304 {} times, 301 {} times, 503 {} times.",
                    answers.documents, answers.unchanged, answers.moved, answers.unavailable));
  }

  int verdict() {
    if (problems_.empty()) {
      const double seconds = std::chrono::duration<double>(steady_clock::now() - started_).count();
      say(fmt::format("{} reports in {} feeds: {} events, one notification each, in {:.0f} s.",
                      reports(), kFeeds, notified_.size(), seconds));
      say(fmt::format(
          "\nNext:\n  {0} --config {1} events tail -n 3\n  {0} --config {1} feeds list\n"
          "  ./dev demo --keep    # and look at the page while it runs\n  rm -r {2}\n  ./dev "
          "test\n  ./dev install    # as a service on this machine",
          program_, config_.string(), folder_.string()));
      return 0;
    }
    say("\nThe demo failed:");
    for (const std::string& problem : problems_) say("  - " + problem);
    return 1;
  }

  static std::size_t reports() {
    return static_cast<std::size_t>(std::ranges::count_if(
        articles(), [](const Article& a) { return a.happening != Happening::kNone; }));
  }

  std::filesystem::path sink() const { return state_ / "notifications.jsonl"; }

  const std::string program_;
  const std::filesystem::path folder_;
  const bool keep_;
  const std::filesystem::path config_, state_;
  Newsstand newsstand_;
  steady_clock::time_point started_ = steady_clock::now();
  std::atomic<std::size_t> logged_ = 0;  // event.new lines, counted by the log's reader
  std::mutex mutex_;
  std::string page_;  // guarded by mutex_; where the daemon serves it
  std::atomic<bool> quiet_ = false;
  std::vector<Told> notified_;
  std::vector<std::string> problems_;
  std::unique_ptr<test::Child> daemon_;  // last: its thread uses the above
};

}  // namespace
}  // namespace newswatch::demo

int main(int argc, char** argv) {
  const bool keep = argc == 3 && std::string_view(argv[2]) == "--keep";
  if ((argc != 2 && !keep) || access(argv[1], X_OK) != 0) {
    fmt::print(stderr, "usage: newswatch_demo PATH/newswatch [--keep]\n");
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "newswatch-demo-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "newswatch_demo: cannot make a folder like {}\n", folder);
    return 1;
  }
  if (keep) {  // taken by sigwait(), in this thread and those that it starts
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
  }
  return newswatch::demo::Demo(argv[1], folder, keep).run();
}
