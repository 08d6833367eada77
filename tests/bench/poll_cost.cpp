// What a poll costs beside a minimal loop (minimal_loop.h) that asks the same server.
//
//   ninja -C build/release poll_cost && build/release/tests/bench/poll_cost [ROUNDS [POLLS [CASE]]]
//
// The server is a process of its own and keeps connections open. Our side is what a poll takes in
// the daemon, on one thread: CurlFetcher, crash marks, parse_response, ingest, commit; feed
// settings and topics are the default ones. Both sides do POLLS polls in turns, ROUNDS times; a
// figure is CPU (user and system, all threads of this process) a poll, the ratio is the median over
// the rounds, so a busy machine changes it little. CASE is a part of a case's name: only those.
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cpu_time.h"
#include "bench/minimal_loop.h"
#include "config/load_settings.h"
#include "daemon/crash_marks.h"
#include "engine/engine.h"
#include "engine/poll_result.h"
#include "fetch/curl_fetcher.h"
#include "notify/sinks.h"
#include "store/rocks_store.h"
#include "support/feed_server.h"
#include "support/folder.h"

namespace newswatch::bench {
namespace {

constexpr int kItems = 20;

struct Case {
  std::string_view name, path;
  int fresh;        // new items in each document; 0: never changed
  bool keeps_time;  // of the minimal loop
  double target;
};
constexpr Case kCases[] = {
    {"unchanged, other side writes nothing", "/still", 0, false, 2.0},
    {"unchanged, other side writes its row", "/kept", 0, true, 2.0},
    {"1 of 20 new", "/one", 1, false, 2.5},
    {"20 of 20 new", "/all", kItems, false, 2.5},
};

std::string title(int n) {
  constexpr std::string_view kWho[] = {"Harbour council",  "City orchestra", "Coast guard",
                                       "Farmers' union",   "Rail operator",  "Water board",
                                       "School inspectors"};
  constexpr std::string_view kDoes[] = {"takes a vote on", "opens talks about",
                                        "warns of delays to", "asks for money for",
                                        "publishes a report on"};
  constexpr std::string_view kWhat[] = {"the eastern quay", "a winter timetable", "the new bridge",
                                        "flood defences",   "evening lessons",    "a fishing quota",
                                        "the old market",   "grain prices",       "night trains",
                                        "the river mouth",  "ferry fares"};
  return fmt::format("{} {} {} ({})", kWho[n % 7], kDoes[n / 7 % 5], kWhat[n / 35 % 11], n);
}

std::string date(std::time_t time) {
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&time));
  return text;
}

std::string document(int newest) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>"
      "<title>Gazette</title><link>https://gazette.example/</link>"
      "<description>News of the coast</description>";
  const std::string today = date(std::time(nullptr) / 86400 * 86400);  // the same in each document
  for (int n = newest; n > newest - kItems; --n) {
    out += fmt::format(
        "<item><title>{}</title><link>https://gazette.example/news/{}</link>"
        "<guid isPermaLink=\"false\">https://gazette.example/?p={}</guid><pubDate>{}</pubDate>"
        "<description>&lt;p&gt;The second meeting of the week lasted until late at night, and the "
        "engineers were heard on all {} points. A decision is expected before the end of the "
        "month.&lt;/p&gt;</description></item>",
        title(n), n, n, today, n);
  }
  return out + "</channel></rss>";
}

// Serves until the parent ends. Both sides have counters of their own, so that they get the same
// documents.
[[noreturn]] void serve(int port_out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  test::FeedServer server;
  for (const Case& one : kCases) {
    for (const std::string side : {"/ours", "/bare"}) {
      const auto newest = std::make_shared<int>(kItems);
      server.handle(std::string(one.path) + side,
                    [fresh = one.fresh, newest](const test::Request&) {
                      *newest += fresh;
                      return test::Reply{.body = document(*newest),
                                         .etag = fmt::format("\"{}\"", *newest),
                                         .last_modified = date(1'700'000'000 + *newest)};
                    });
    }
  }
  const int port = server.port();
  if (::write(port_out, &port, sizeof port) != sizeof port) ::_exit(1);
  for (;;) ::pause();
}

class Ours {
 public:
  explicit Ours(std::string url) : url_(std::move(url)) {
    auto settings =
        config::parse_settings(fmt::format("[[feed]]\nname = \"gazette\"\nurl = \"{}\"\n", url_),
                               "poll_cost", notify::sink_table());
    auto store = store::RocksStore::open(folder_.path());
    const std::vector<std::string> loopback = {"127.0.0.1/32"};
    auto fetcher = fetch::CurlFetcher::open({.guard = *net::AddressGuard::parse(loopback)}, clock_);
    if (!settings || !store || !fetcher) fail("can't be set up");
    settings_ = std::make_shared<const config::Settings>(std::move(*settings));
    store_ = std::move(*store);
    fetcher_ = std::move(*fetcher);
    auto marks = daemon::CrashMarks::open(folder_.path() / "marks");
    if (!marks) fail(marks.error().context);
    marks_ = std::move(*marks);
    auto engine = engine::Engine::open(*store_, settings_);
    if (!engine) fail(engine.error().context);
    engine_ = std::move(*engine);
  }

  long poll() {
    const model::FeedState before = engine_->feed(url_);
    fetcher_->start({.id = ++id_,
                     .url = url_,
                     .etag = before.etag,
                     .last_modified = before.last_modified,
                     .user_agent = settings_->fetch.user_agent,
                     .timeout = settings_->fetch.timeout,
                     .max_body = settings_->fetch.max_body});
    std::vector<fetch::FetchResult> results;
    while (results.empty()) results = fetcher_->wait(std::chrono::seconds(1));
    auto& response = results.front().response;
    if (!response) fail(response.error().context);
    const int status = response->status;
    // As a parse worker and the writer do.
    engine::PollResult polled = [&] {
      const auto mark = marks_->mark(url_);
      return engine::parse_response(engine::fetched(url_, clock_.moment(), std::move(response)));
    }();
    const auto ingested = [&] {
      const auto mark = marks_->mark(url_);
      return engine_->ingest(polled);
    }();
    marks_->forget(url_);
    if (!ingested) fail(ingested.error().context);
    new_items_ += ingested->new_stories;
    return status;
  }
  std::size_t new_items() const { return new_items_; }

 private:
  const std::string url_;
  const test::Folder folder_;
  const model::SystemClock clock_;
  engine::SettingsPtr settings_;
  std::unique_ptr<store::RocksStore> store_;
  std::unique_ptr<fetch::CurlFetcher> fetcher_;
  std::unique_ptr<daemon::CrashMarks> marks_;
  std::unique_ptr<engine::Engine> engine_;
  std::uint64_t id_ = 0;
  std::size_t new_items_ = 0;
};

// CPU of `polls` polls, each answered as the case has it.
template <class Poll>
double timed(const Case& one, int polls, Poll poll) {
  const long wanted = one.fresh > 0 ? 200 : 304;
  const double start = cpu_seconds();
  for (int i = 0; i < polls; ++i) {
    if (poll() != wanted) fail("another status than expected");
  }
  return (cpu_seconds() - start) / polls;
}

void measure(const Case& one, const std::string& base, int rounds, int polls) {
  const test::Folder folder;
  Ours ours(base + std::string(one.path) + "/ours");
  MinimalLoop bare(folder.path(), one.keeps_time);
  const std::string bare_url = base + std::string(one.path) + "/bare";
  if (ours.poll() != 200 || bare.poll(bare_url) != 200) fail("no document at first");
  std::vector<double> our_cost, bare_cost, ratio;
  for (int round = 0; round < rounds; ++round) {
    const auto time_ours = [&] {
      our_cost.push_back(timed(one, polls, [&] { return ours.poll(); }));
    };
    if (round % 2 == 0) time_ours();
    bare_cost.push_back(timed(one, polls, [&] { return bare.poll(bare_url); }));
    if (round % 2 != 0) time_ours();
    ratio.push_back(our_cost.back() / bare_cost.back());
  }
  if (ours.new_items() != bare.new_items()) {
    fail(fmt::format("{} new items here, {} there", ours.new_items(), bare.new_items()));
  }
  const double middle = median(ratio);
  fmt::print("{:<38} {:>8.0f} {:>8.0f} {:>7.2f} {:>7.1f}  {}\n", one.name, median(our_cost) * 1e6,
             median(bare_cost) * 1e6, middle, one.target, middle <= one.target ? "met" : "missed");
}

// Both processes on the processor we are on: what a wake-up of another one costs is by chance, and
// many times a 304.
void stay_on_one_processor() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(::sched_getcpu(), &one);
  if (::sched_setaffinity(0, sizeof one, &one) != 0) fail("sched_setaffinity");
}

int run(int rounds, int polls, std::string_view only) {
  stay_on_one_processor();
  int ports[2];
  if (::pipe(ports) != 0) fail("pipe");
  const pid_t server = ::fork();
  if (server == 0) serve(ports[1]);
  int port = 0;
  if (::read(ports[0], &port, sizeof port) != sizeof port) fail("the server did not start");
  fmt::print("{:<38} {:>8} {:>8} {:>7} {:>7}\n", "CPU a poll, microseconds", "ours", "minimal",
             "ratio", "target");
  for (const Case& one : kCases) {
    if (one.name.find(only) == one.name.npos) continue;
    measure(one, fmt::format("http://127.0.0.1:{}", port), rounds, polls);
  }
  ::kill(server, SIGKILL);
  ::waitpid(server, nullptr, 0);
  return 0;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  return newswatch::bench::run(argc > 1 ? std::max(std::atoi(argv[1]), 1) : 15,
                               argc > 2 ? std::max(std::atoi(argv[2]), 1) : 500,
                               argc > 3 ? argv[3] : "");
}
