// newswatch init by the built program, against a publisher on loopback.
#include <gmock/gmock.h>

#include <fstream>

#include "support/feed_server.h"
#include "system/cli_fixture.h"
#include "text/times.h"

namespace newswatch::system_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

std::string written_config(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class CliInit : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    made_ = (folder_ / "made.toml").string();
    std::string items;
    for (const char* title : {"DeepSeek limits sign-ups", "Deep Seek \x1b[31mbanned", "Rain"}) {
      items += "<item><title>" + std::string(title) + "</title><link>https://g.test/" +
               std::to_string(items.size()) + "</link></item>";
    }
    server_.serve("/feed.xml", "<rss version=\"2.0\"><channel><title>The \"Gazette\"</title>" +
                                   items + "</channel></rss>");
    server_.serve("/comments.xml",
                  "<rss version=\"2.0\"><channel><title>Comments</title></channel></rss>");
    server_.serve("/",
                  "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" "
                  "href=\"/feed.xml\"><link rel=\"alternate\" type=\"application/rss+xml\" "
                  "href=\"/comments.xml\"></head></html>",
                  {.content_type = "text/html"});
  }

  Ran init(Words words) {
    words.insert(words.begin(), {"init", made_, "--allow-network", "127.0.0.0/8"});
    return run_cli(words);
  }

  test::FeedServer server_;
  std::string made_;
};

TEST_F(CliInit, WritesAConfigAndShowsWhatItWouldHaveFoundAndSent) {
  const Ran ran = init({"--feed", server_.url("/"), "--word", "deepseek", "--word", "deep seek",
                        "--not", "crypto", "--sink", "log", "--sink", "file:news.jsonl"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("The \"Gazette\"\t3\t2\t"), HasSubstr("2 items would have matched"),
                    HasSubstr("DeepSeek limits sign-ups\ttext: deepseek"),
                    HasSubstr("to log, file: Summary: 2 events in the first document of"),
                    HasSubstr("newswatch run --config " + made_)));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
  const std::string toml = written_config(made_);
  EXPECT_THAT(
      toml, AllOf(HasSubstr("name = \"The \\\"Gazette\\\"\""),
                  HasSubstr("url = \"" + server_.url("/feed.xml") + "\""),
                  HasSubstr("# Also found: " + server_.url("/comments.xml")),
                  HasSubstr("any = { text = [\"deepseek\", \"deep seek\"] }"),
                  HasSubstr("none = { text = [\"crypto\"] }"), HasSubstr("path = \"news.jsonl\"")));
  EXPECT_LT(lines(toml).size(), 45u);
  EXPECT_EQ(run_cli({"config", "check", made_}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "news.jsonl")) << "nothing is sent";
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state")) << "and nothing stored";
}

TEST_F(CliInit, KeepsAConfigThatIsThereUnlessForced) {
  std::ofstream(made_) << "mine";
  const Words words = {"--feed", server_.url("/feed.xml"), "--word", "rain"};
  const Ran kept = init(words);
  EXPECT_EQ(kept.status, 1);
  EXPECT_THAT(kept.err, HasSubstr("stays as it is; --force replaces it"));
  EXPECT_EQ(written_config(made_), "mine");
  EXPECT_EQ(server_.requests().size(), 0u) << "said before the network is asked";
  Words forced = words;
  forced.emplace_back("--force");
  EXPECT_EQ(init(forced).status, 0);
  EXPECT_THAT(written_config(made_), HasSubstr("name = \"rain\""));
}

TEST_F(CliInit, NeverAsksWithoutATerminal) {
  for (const Words& words : {Words{}, {"--word", "x"}, {"--feed", server_.url("/feed.xml")}}) {
    const Ran ran = init(words);
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(made_));
}

TEST_F(CliInit, SaysWhatIsWrongAndWritesNothing) {
  const auto refused = [&](const Words& words, int status, const std::string& why) {
    const Ran ran = init(words);
    EXPECT_EQ(ran.status, status) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(why));
    EXPECT_EQ(ran.err.find('\x1b'), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(made_)) << why;
  };
  const std::string feed = server_.url("/feed.xml");
  const test::FeedServer bare;  // answers 404 to all
  refused({"--feed", bare.url("/"), "--word", "x"}, 3, "no feed found at");
  refused({"--feed", "ftp://x.test/", "--word", "x"}, 2, "not an http or https address");
  refused({"--feed", feed, "--word", "x", "--sink", "nosuch"}, 2, "sink \"nosuch\": write log");
  refused({"--feed", feed, "--word", "x", "--sink", "ntfy"}, 2, "it needs a value");
  refused({"--feed", feed, "--word", "x", "--sink", "ntfy:nonsense"}, 78, "nothing is written");
  refused({"--feed", feed, "--word", "a\x1b[2J"}, 2, "characters that nobody sees");
  refused({"--feed", feed, "--word", "/[/"}, 78, "is no regular expression");
  refused({"--feed", feed, "--word", "x", "--allow-network", "nonsense"}, 2, "nonsense");
  refused({"--opml", (folder_ / "none.opml").string(), "--word", "x"}, 1, "none.opml");
  server_.remove("/feed.xml");
  std::ofstream(folder_ / "dead.opml")
      << "<opml version=\"2.0\"><body><outline type=\"rss\" text=\"x\" xmlUrl=\"" << feed
      << "\"/></body></opml>";
  refused({"--opml", (folder_ / "dead.opml").string(), "--word", "x"}, 1, "not one feed answers");
}

TEST_F(CliInit, IsWhatToDoNextWhereThereIsNoConfig) {
  const Ran none = run_cli({"--config", made_, "--state-dir", (folder_ / "state").string()});
  EXPECT_EQ(none.status, 0) << none.err;
  EXPECT_THAT(none.out, HasSubstr("  newswatch init"));
  EXPECT_THAT(none.out, HasSubstr("each with --config " + made_));
  EXPECT_THAT(run_cli({"--config", config_}).out, Not(HasSubstr("newswatch init")));
}

TEST_F(CliInit, OfflineAsksNothing) {
  const Ran ran = init({"--offline", "--feed", server_.url("/feed.xml"), "--word", "a \"b\" \\",
                        "--topic", "Quotes"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(server_.requests().size(), 0u);
  EXPECT_THAT(written_config(made_), HasSubstr("any = { text = [\"a \\\"b\\\" \\\\\"] }"));
}

TEST_F(CliInit, TakesTheFeedsOfAnotherReaderWithoutTheirPasswords) {
  std::ofstream(folder_ / "feeds.opml")
      << "<opml version=\"2.0\"><body><outline text=\"News\"><outline type=\"rss\" text=\"One\" "
         "xmlUrl=\""
      << server_.url("/feed.xml")
      << "\"/></outline><outline type=\"rss\" text=\"Two\" "
         "xmlUrl=\"https://me:secret@two.test/\"/></body></opml>";
  const Ran ran = init({"--opml", (folder_ / "feeds.opml").string(), "--word", "rain"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("left out: \"Two\": its url holds a user or a password"));
  EXPECT_THAT(ran.out, HasSubstr("One\t3\t1\t"));
  EXPECT_THAT(written_config(made_),
              AllOf(HasSubstr("labels = [\"News\"]"), Not(HasSubstr("secret@"))));
}

}  // namespace
}  // namespace newswatch::system_test
