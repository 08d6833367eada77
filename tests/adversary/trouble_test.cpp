// What the world does to a daemon: feeds that hang, hostile bytes, a log nobody reads.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "text/hash.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;

TEST(Trouble, FeedsThatHangOrNeverEndDelayNoOther) {
  test::RawServer hanging([](test::Connection& connection) {
    connection.read_head();
    connection.hang();
  });
  test::RawServer dripping([](test::Connection& connection) {
    connection.read_head();
    if (!connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>"))
      return;
    while (connection.pause(20ms) && connection.send(" ")) continue;
  });
  test::RawServer endless([](test::Connection& connection) {
    connection.read_head();
    const std::string block(64 << 10, ' ');
    if (!connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>"))
      return;
    while (connection.send(block)) continue;
  });
  FeedServer good;
  good.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  const Installation here;
  here.configure({{"hangs", "A", hanging.url()},
                  {"drips", "B", dripping.url()},
                  {"endless", "C", endless.url()},
                  {"good", "D", good.url()}},
                 std::string(kOften) + "timeout = \"20s\"\nmax_body = \"1MiB\"\n");
  Daemon daemon(here);
  ASSERT_TRUE(daemon.logs("feed.error feed=endless"));
  const std::size_t before = good.count("/");
  std::this_thread::sleep_for(2s);
  EXPECT_GE(good.count("/") - before, 8u);
  EXPECT_EQ(hanging.connections(), 1);
  EXPECT_EQ(dripping.connections(), 1);
  EXPECT_EQ(here.notifications().size(), 1u);
}

// No byte of a feed reaches a terminal, a log line or a cell as a control character.
void expect_harmless(const std::string& text, std::string_view where) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                    static_cast<unsigned char>(text[i + 1]) < 0xa0;
    ASSERT_FALSE((byte < 0x20 && byte != '\n' && text.compare(i, 2, "\r\n") != 0) || byte == 0x7f ||
                 c1)
        << where << ": byte " << int{byte} << " at " << i << " of " << text;
  }
}

TEST(Trouble, ControlCharactersOfATitleAreHarmlessEverywhere) {
  FeedServer server;
  server.serve("/",
               rss({{"h1",
                     "Volcano\x1b[31m\t erupts\r\nevent.new id=forged\x07 near\x7f \xc2\x9b"
                     "2J Reykjavik\xe2\x80\xae &#27;[2J &#x9b;1m&#10;&#7; and\x1b]0;title\x07 =1+1",
                     "Sum\x1bmary\nof it"},
                    {"h2", "=cmd|' /C calc'!A0", "A cell that computes"}}));
  const Installation here;
  here.configure({{"hostile", "A", server.url()}}, kOften);
  Daemon daemon(here);
  ASSERT_TRUE(until([&] { return here.notifications().size() == 2; }));
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait(), 0);
  for (const std::string& line : daemon.log()) {
    expect_harmless(line, "log");
    EXPECT_TRUE(line.starts_with("20")) << "no line of ours: " << line;
  }
  EXPECT_EQ(daemon.count("event.new id=0"), 2u);
  std::ostringstream file;
  file << std::ifstream(here.state() / "notifications.jsonl").rdbuf();
  expect_harmless(file.str(), "file sink");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"events", "list"},
                                                {"events", "list", "--json"},
                                                {"events", "export", "--format", "csv"},
                                                {"feeds", "list"}}) {
    const Ran ran = run_cli(here.command(words));
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::string cells = ran.out;
    if (words.size() == 2) {  // a table: a tab stands between two cells, and nowhere else
      std::istringstream rows(ran.out);
      for (std::string row; std::getline(rows, row);) {
        EXPECT_EQ(std::ranges::count(row, '\t'), words[0] == "events" ? 6 : 7) << row;
      }
      std::ranges::replace(cells, '\t', ' ');
    }
    expect_harmless(cells, words[1]);
  }
  const Ran csv = run_cli(here.command({"events", "export", "--format", "csv"}));
  EXPECT_THAT(csv.out, testing::Not(testing::ContainsRegex("(^|[,\n])\"?=cmd")));
}

TEST(Trouble, ADocumentThatEndedTheProcessTwiceIsBackedOffAndNamed) {
  FeedServer server;
  server.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  const Installation here;
  here.configure({{"deadly", "A", server.url()}}, "interval = \"1h\"\n");
  {
    std::filesystem::create_directories(here.state());
    // As two runs leave it that ended with this feed's document in hand.
    const std::uint64_t feed = text::hash64(server.url());
    const std::uint32_t count = 2;
    std::ofstream marks(here.state() / "documents-in-hand", std::ios::binary);
    marks.write(reinterpret_cast<const char*>(&feed), sizeof feed);
    marks.write(reinterpret_cast<const char*>(&count), sizeof count);
    marks.write("\0\0\0", 4);
  }
  Daemon daemon(here);
  ASSERT_TRUE(daemon.logs("feed.suspect feed=deadly"));
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  std::this_thread::sleep_for(500ms);
  EXPECT_EQ(server.count("/"), 0u);
}

// `sh` starts the daemon with its standard error as the script says; $0 is the program.
std::vector<std::string> through_shell(const Installation& here, const std::string& redirection) {
  return {"/bin/sh",
          "-c",
          "exec \"$0\" \"$@\" " + redirection,
          NEWSWATCH_BINARY,
          "run",
          "--config",
          here.config().string()};
}

TEST(Trouble, AClosedStandardErrorDoesNotHarmTheStore) {
  FeedServer server;
  server.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  const Installation here;
  here.configure({{"feed", "A", server.url()}}, kOften);
  for (int life = 0; life < 2; ++life) {
    Daemon daemon(through_shell(here, "0<&- 1>&- 2>&-"));
    const std::size_t before = server.count("/");
    ASSERT_TRUE(until([&] { return server.count("/") >= before + 3; }));
    for (const char* stream : {"0", "1", "2"}) {
      const auto file = "/proc/" + std::to_string(daemon.pid()) + "/fd/" + stream;
      EXPECT_EQ(std::filesystem::read_symlink(file), "/dev/null");
    }
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(5s), 0);
  }
  EXPECT_EQ(here.notifications().size(), 1u);
  EXPECT_EQ(here.events().size(), 1u);
  for (const auto& file : std::filesystem::recursive_directory_iterator(here.state())) {
    std::ostringstream text;
    text << std::ifstream(file.path(), std::ios::binary).rdbuf();
    EXPECT_EQ(text.str().find("daemon.start"), std::string::npos) << file.path();
  }
}

TEST(Trouble, ALogThatNobodyReadsStopsNothing) {
  FeedServer server;
  server.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  const Installation here;
  std::string text = config_text(here.state(), {{"feed", "A", server.url()}}, kOften);
  text.replace(text.find("[daemon]\n"), 9, "[daemon]\nlog_level = \"debug\"\n");
  here.configure(text);
  const std::string fifo = here.folder() / "log";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const int reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  ::fcntl(reader, F_SETPIPE_SZ, 4096);
  Daemon daemon(through_shell(here, "2>'" + fifo + "'"));
  ASSERT_TRUE(until([&] { return server.count("/") >= 60; }, 40s));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(5s), 0);
  EXPECT_EQ(here.notifications().size(), 1u);
  ::close(reader);
}

TEST(Trouble, ADamagedStoreIsNamedAndLeftAsItIs) {
  FeedServer server;
  server.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  const Installation here;
  here.configure({{"feed", "A", server.url()}}, kOften);
  {
    Daemon daemon(here);
    ASSERT_TRUE(until([&] { return here.notifications().size() == 1; }));
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(), 0);
  }
  std::filesystem::path manifest;
  for (const auto& entry : std::filesystem::directory_iterator(here.state() / "store")) {
    if (entry.path().filename().string().starts_with("MANIFEST-")) manifest = entry.path();
  }
  const auto size = std::filesystem::file_size(manifest) / 2;
  std::filesystem::resize_file(manifest, size);
  Daemon daemon(here);
  EXPECT_EQ(daemon.wait(), 5);
  EXPECT_TRUE(daemon.logs(manifest.filename().string()));
  const Ran ran = run_cli(here.command({"events", "list"}));
  EXPECT_EQ(ran.status, 5);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, testing::HasSubstr(manifest.filename().string()));
  EXPECT_EQ(std::filesystem::file_size(manifest), size);
}

}  // namespace
}  // namespace newswatch::system_test
