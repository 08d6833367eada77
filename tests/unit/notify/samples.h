// What the tests of notify share: a message to deliver, a folder that goes away, a settable clock.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/notification.h"
#include "notify/notifier.h"

namespace newswatch::notify::test {

using namespace std::chrono_literals;

inline constexpr model::Time kNow{std::chrono::milliseconds(1738000000000)};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "notify-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

inline model::Notification message(const std::string& title = "DeepSeek's R1 rattles markets") {
  model::Notification n;
  n.event.id = "01JJM0000000000000000000AA";
  n.id = n.event.id + ":event.new";
  n.type = "event.new";
  n.time = kNow;
  n.title = n.event.title = title;
  n.link = n.event.link = "https://example.com/a?b=1#c";
  n.event.topics = {"deepseek-r1"};
  n.event.outlets = {"TIME", "The Hill"};
  n.event.report_count = 2;
  return n;
}

// About an event of its own: rows about one event keep their order.
inline model::OutboxRow make_row(std::uint64_t number, const std::string& sink = "s",
                                 model::Time created = kNow) {
  model::OutboxRow row;
  row.row = number;
  row.sink = sink;
  row.notification = message();
  row.notification.event.id = "01JJM0000000000000000A" + std::to_string(1000 + number % 9000);
  row.notification.id = row.notification.event.id + ":event.new";
  row.created = row.not_before = created;
  return row;
}

// Polls and collects until the sink has something, at most for `limit`.
inline std::vector<Delivery> run_until_done(Notifier& sink, std::chrono::seconds limit = 20s) {
  std::vector<Delivery> done;
  const auto end = std::chrono::steady_clock::now() + limit;
  sink.collect(done);
  while (done.empty() && std::chrono::steady_clock::now() < end) {
    std::vector<pollfd> fds;
    std::optional<model::Duration> wait;
    sink.watch(fds, wait);
    const auto most = wait ? std::min<model::Duration>(*wait, 1s) : model::Duration(1s);
    ::poll(fds.data(), fds.size(), static_cast<int>(most.count()));
    sink.collect(done);
  }
  return done;
}

}  // namespace newswatch::notify::test
