// The built daemon on a config, a state folder and feeds of a test's own.
//
// An Installation is a folder with newswatch.toml, the state and what the sinks wrote; it is
// removed with the value. A Daemon is one life of the program on it: killed with the value, if it
// still runs. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/process.h"

namespace newswatch::system_test {

struct Entry {  // of a feed
  std::string id, title, summary;
  std::string link;                                     // empty: made of the id
  std::chrono::minutes age = std::chrono::minutes(30);  // since it was published
};

// RSS 2.0. Titles and summaries go into CDATA as they are.
std::string rss(const std::vector<Entry>& entries);

struct FeedLine {
  std::string name, outlet, url;
};

// [daemon] to [[feed]] with loopback allowed, a topic "launch" (any title), a log sink, the file
// sink, and at the end [notify], in which first documents are told event by event. `fetch`: more
// lines for [fetch], before the feeds.
std::string config_text(const std::filesystem::path& state, const std::vector<FeedLine>& feeds,
                        std::string_view fetch = {});

inline constexpr std::string_view kOften = "interval = \"100ms\"\nmin_interval = \"10ms\"\n";

class Installation {
 public:
  Installation();
  ~Installation();
  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path state() const { return folder_ / "state"; }
  std::filesystem::path config() const { return folder_ / "newswatch.toml"; }
  void configure(std::string_view text) const;
  void configure(const std::vector<FeedLine>& feeds, std::string_view fetch = {}) const {
    configure(config_text(state(), feeds, fetch));
  }

  // Arguments of the program for this installation.
  std::vector<std::string> command(std::vector<std::string> words) const;
  // What the file sink wrote about events; trouble(): about the watch itself. A line that is no
  // whole JSON object fails the test.
  std::vector<nlohmann::json> notifications(const std::string& file = "notifications.jsonl") const;
  std::vector<nlohmann::json> trouble() const;
  // `events export --format jsonl`.
  std::vector<nlohmann::json> events() const;

 private:
  std::filesystem::path folder_;
};

class Daemon {
 public:
  explicit Daemon(const Installation& where);
  explicit Daemon(const std::vector<std::string>& command);

  // Until a line of the log has `text`; false: not in time.
  bool logs(std::string_view text,
            std::chrono::milliseconds limit = std::chrono::seconds(20)) const;
  std::vector<std::string> log() const;
  std::size_t count(std::string_view text) const;  // of log lines that have it
  void signal(int number) { child_->signal(number); }
  bool running() { return child_->running(); }
  pid_t pid() const { return child_->pid(); }
  std::optional<int> wait(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    return child_->wait(limit);
  }

 private:
  mutable std::mutex mutex_;  // guards lines_: the log's reader has a thread of its own
  std::vector<std::string> lines_;
  std::unique_ptr<test::Child> child_;  // last: its thread uses the above
};

// Looks every 10 ms.
template <class Done>
bool until(Done done, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace newswatch::system_test
