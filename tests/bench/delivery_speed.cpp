// How fast messages get to a webhook on loopback, alone and beside a sink that hangs for ever.
//
//   ninja -C build/release newswatch delivery_speed
//   build/release/tests/bench/delivery_speed build/release/newswatch [UPDATES [ROWS]]
//
// The real daemon. Latency: from the last byte of a feed's answer, which has one new item, until
// the webhook is asked, over UPDATES (200) answers; target: p99 <= 50 ms on an idle machine (beyond
// it: 10 ms). Backlog: ROWS (1,000) messages wait while nobody listens; then a webhook answers each
// at once. From its first request to the answer of the last: target <= 5 s. CPU: of the daemon
// while the latency was measured. Exit status 1 if a target is missed.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cpu_time.h"
#include "support/folder.h"
#include "support/process.h"
#include "support/receiver.h"

namespace newswatch::bench {
namespace {

using namespace std::chrono_literals;
using test::Exchange;
using test::Instant;
using test::Request;
using test::Treatment;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr double kLatencyTarget = 50, kLatencyBeyond = 10;  // ms
constexpr double kBacklogTarget = 5;                        // s
constexpr int kShownItems = 20;

Instant machine_time() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// A word of its own for each number, so that no two titles are alike.
std::string word(int number) {
  std::string out = "q";
  for (int rest = number + 400; rest > 0; rest /= 20) out += "bcdfghjklmnpqrstvwxz"[rest % 20];
  return out + "a";
}

std::string item(int number) {
  std::string title;
  for (int i = 0; i < 6; ++i) title += word(6 * number + i) + " ";
  return fmt::format(
      "<item><title>{}n{}n</title><guid>g{}</guid><link>http://a.example/{}</link></item>", title,
      number, number, number);
}

int number_in(const std::string& body) {
  for (std::size_t at = body.find(" n"); at != std::string::npos; at = body.find(" n", at + 1)) {
    char* end = nullptr;
    const long number = std::strtol(body.c_str() + at + 2, &end, 10);
    if (end != body.c_str() + at + 2 && *end == 'n') return static_cast<int>(number);
  }
  return -1;
}

// Each answer has so many new items, until there are enough; notes when each item was sent first.
class Feed {
 public:
  Feed(int total, int each) : total_(total), each_(each) {
    server_.handle("/feed", [this](const Request&) { return answer(); });
  }
  std::string url() const { return server_.url("/feed"); }
  bool is_done() const {
    const std::lock_guard lock(mutex_);
    return newest_ >= total_;
  }
  std::map<int, Instant> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  test::Reply answer() {
    const std::lock_guard lock(mutex_);
    const int before = newest_;
    newest_ = std::min(newest_ + each_, total_);
    test::Reply reply;
    reply.body = "<rss version=\"2.0\"><channel><title>Gazette</title>";
    for (int n = newest_; n > std::max(0, std::min(before, newest_ - kShownItems)); --n) {
      reply.body += item(n);
    }
    reply.body += "</channel></rss>";
    for (int n = before + 1; n <= newest_; ++n) sent_[n] = machine_time();  // goes out now
    return reply;
  }

  const int total_, each_;
  mutable std::mutex mutex_;  // guards the two below
  int newest_ = 0;
  std::map<int, Instant> sent_;
  test::FeedServer server_;
};

std::unique_ptr<test::Receiver> quick_receiver(int port = 0) {
  return std::make_unique<test::Receiver>(
      [](const Request&) { return Treatment{.reply = {.body = "{}"}, .takes = true}; },
      test::Receiver::Now(), port);
}

std::string sink_text(std::string_view name, const std::string& url) {
  return fmt::format(
      "[[sink]]\nname = \"{}\"\ntype = \"webhook\"\nurl = \"{}\"\nmax_per_hour = \"off\"\n"
      "allow_networks = [\"127.0.0.0/8\"]\n",
      name, url);
}

// The daemon with a feed, a webhook, and a sink that takes its messages and never answers.
class Setup {
 public:
  Setup(const std::string& program, const Feed& feed, const std::string& webhook, bool hangs) {
    const auto file = folder_.path() / "newswatch.toml";
    std::ofstream(file) << fmt::format(
                               "[daemon]\nstate_dir = \"{}\"\n[fetch]\n"
                               "allow_networks = [\"127.0.0.0/8\"]\ninterval = \"100ms\"\n"
                               "min_interval = \"10ms\"\nhost_gap = \"0s\"\n"
                               "[notify]\nfirst_poll = \"notify\"\n"
                               "[[feed]]\nname = \"feed\"\nurl = \"{}\"\n"
                               "[[topic]]\nname = \"all\"\n[[topic.clause]]\n"
                               "any = {{ title = [\"/./\"] }}\n",
                               (folder_.path() / "state").string(), feed.url())
                        << sink_text("webhook", webhook)
                        << (hangs ? sink_text("hanging", hanging_.url("/")) : std::string());
    child_ = std::make_unique<test::Child>(
        std::vector<std::string>{program, "run", "--config", file.string()},
        [](const std::string&) {});
  }

  double cpu_seconds() const {
    std::ifstream stat(fmt::format("/proc/{}/stat", child_->pid()));
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    unsigned long user = 0, system = 0;
    std::sscanf(text.c_str() + text.rfind(')') + 1,  // NOLINT(cert-err34-c)
                " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }

 private:
  const test::Folder folder_;
  test::RawServer hanging_{[](test::Connection& connection) { connection.hang(); }};
  std::unique_ptr<test::Child> child_;
};

// Until it is so; ends the program after too long.
void wait_until(const std::function<bool()>& done, std::string_view what) {
  const auto end = std::chrono::steady_clock::now() + 180s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) fail(fmt::format("{}: not in time", what));
    std::this_thread::sleep_for(20ms);
  }
}

bool latency(const std::string& program, int updates, bool hangs) {
  const Feed feed(updates, 1);
  const auto webhook = quick_receiver();
  const Setup setup(program, feed, webhook->url("/hook"), hangs);
  const auto begin = std::chrono::steady_clock::now();
  const auto count = static_cast<std::size_t>(updates);
  wait_until([&] { return webhook->asked() >= count; }, "messages");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const double cpu = 100 * setup.cpu_seconds() / took.count();
  const auto sent = feed.sent();
  std::vector<double> all;
  for (const Exchange& one : webhook->exchanges()) {
    const auto at = sent.find(number_in(one.request.body));
    if (at == sent.end()) continue;  // trouble
    all.push_back(Milliseconds(one.came - at->second).count());
  }
  if (all.size() != count) fail(fmt::format("{} messages, not {}", all.size(), count));
  std::ranges::sort(all);
  const double p99 = all[static_cast<std::size_t>(std::ceil(0.99 * updates)) - 1];
  fmt::print("{:<22} p50 {:>6.1f} ms, p99 {:>6.1f} ms, most {:>6.1f} ms; CPU {:.0f} %: {}\n",
             hangs ? "latency, one hangs" : "latency", median(all), p99, all.back(), cpu,
             p99 <= kLatencyBeyond   ? "met, and beyond"
             : p99 <= kLatencyTarget ? "met"
                                     : "missed");
  return p99 <= kLatencyTarget;
}

bool backlog(const std::string& program, int rows, bool hangs) {
  const int port = quick_receiver()->port();  // free again
  const Feed feed(rows, 100);
  const Setup setup(program, feed, fmt::format("http://127.0.0.1:{}/hook", port), hangs);
  wait_until([&] { return feed.is_done(); }, "items");
  std::this_thread::sleep_for(2s);  // until all is stored
  const auto webhook = quick_receiver(port);
  std::set<int> told;
  wait_until(
      [&] {
        if (webhook->asked() < static_cast<std::size_t>(rows)) return false;
        for (const Exchange& one : webhook->exchanges()) told.insert(number_in(one.request.body));
        told.erase(-1);
        return told.size() >= static_cast<std::size_t>(rows);
      },
      "messages of the backlog");
  const auto all = webhook->exchanges();
  const Instant last = *std::ranges::max(all, {}, &Exchange::came).answered;
  const double took = Milliseconds(last - all.front().came).count() / 1000;
  fmt::print("{:<22} {} rows in {:.2f} s: {}\n", hangs ? "backlog, one hangs" : "backlog", rows,
             took, took <= kBacklogTarget ? "met" : "missed");
  return took <= kBacklogTarget;
}

int run(const std::string& program, int updates, int rows) {
  bool good = true;
  for (const bool hangs : {false, true}) {
    good = latency(program, updates, hangs) && good;
    good = backlog(program, rows, hangs) && good;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  ::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc < 2) newswatch::bench::fail("delivery_speed PATH/newswatch [UPDATES [ROWS]]");
  return newswatch::bench::run(argv[1], argc > 2 ? std::max(std::atoi(argv[2]), 1) : 200,
                               argc > 3 ? std::max(std::atoi(argv[3]), 1) : 1000);
}
