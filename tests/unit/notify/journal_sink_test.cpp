#include "notify/journal_sink.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "http_target_test.h"
#include "process/unique_fd.h"

namespace newswatch::notify::test {
namespace {

// Stands in for systemd-journald: a datagram socket that keeps what it gets.
class Journal {
 public:
  explicit Journal(const std::filesystem::path& path)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  std::string next() {
    std::string datagram(1u << 18, '\0');
    const ssize_t got = ::recv(fd_.get(), datagram.data(), datagram.size(), 0);
    datagram.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return datagram;
  }

 private:
  process::UniqueFd fd_;
};

class JournalSinkTest : public testing::Test {
 protected:
  DeliveryResult deliver(const model::Notification& n) {
    JournalSink sink(folder_ / "socket");
    sink.start(row_of(n));
    std::vector<Delivery> done;
    sink.collect(done);
    EXPECT_EQ(done.size(), 1u);
    return done.at(0).result;
  }
  Folder folder_;
};

TEST_F(JournalSinkTest, WritesTheLogsWordsAndFieldsToSearchBy) {
  Journal journal(folder_ / "socket");
  model::Notification n = told();
  n.event.topics = {"deepseek-r1", "chips"};
  ASSERT_TRUE(deliver(n));
  EXPECT_EQ(journal.next(),
            "MESSAGE=event.new id=01JJM0000000000000000000AA topic=deepseek-r1,chips "
            "title=\"DeepSeek's R1 rattles markets\" outlets=2 sources=1 reports=2 "
            "link=\"https://example.com/a?b=1#c\"\n"
            "MESSAGE_ID=35b99d0a083245c3a4d76307d83dc6c6\n"
            "PRIORITY=6\n"
            "SYSLOG_IDENTIFIER=newswatch\n"
            "NEWSWATCH_ID=01JJM0000000000000000000AA:event.new\n"
            "NEWSWATCH_TYPE=event.new\n"
            "NEWSWATCH_EVENT=01JJM0000000000000000000AA\n"
            "NEWSWATCH_TOPIC=deepseek-r1\n"
            "NEWSWATCH_TOPIC=chips\n"
            "NEWSWATCH_LINK=https://example.com/a?b=1#c\n");
}

TEST_F(JournalSinkTest, TroubleIsAWarningAndItsEndANotice) {
  const auto level = [](const model::Notification& n) {
    for (const auto& [name, value] : journal_fields(n)) {
      if (name == "PRIORITY") return value;
    }
    return std::string();
  };
  model::Notification n = trouble_told();
  EXPECT_EQ(level(n), "4");
  n.type += ".recovered";
  EXPECT_EQ(level(n), "5");
  n = told();
  n.priority = model::Priority::kHighest;
  EXPECT_EQ(level(n), "5");
  n.priority = model::Priority::kLow;
  EXPECT_EQ(level(n), "7");
}

TEST_F(JournalSinkTest, AHeadlineCanAddNoField) {
  Journal journal(folder_ / "socket");
  model::Notification n = told("a\nPRIORITY=0\nX=" + std::string("\0b", 2) + kHostile);
  n.event.topics = {"t\nPRIORITY=0"};
  n.id += "\nPRIORITY=0";
  n.link = "https://example.com/\nPRIORITY=0";
  ASSERT_TRUE(deliver(n));
  const std::string entry = journal.next();
  EXPECT_EQ(count_lines(entry), 8u) << entry;
  EXPECT_EQ(entry.find("\nPRIORITY=0"), std::string::npos);
  EXPECT_EQ(entry.find('\0'), std::string::npos);
}

TEST_F(JournalSinkTest, AHugeHeadlineIsCutToADatagram) {
  Journal journal(folder_ / "socket");
  model::Notification n = told(std::string(300'000, 't'));
  n.link = "https://example.com/" + std::string(300'000, 'a');
  n.event.topics.assign(300, std::string(3000, 'p'));
  const auto result = deliver(n);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_LT(journal.next().size(), 120'000u);
}

TEST_F(JournalSinkTest, WithoutAJournalTheMessageWaits) {
  const auto none = deliver(told());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().ends, Ends::kAttempt);
  EXPECT_EQ(none.error().what, "write to the journal at " + (folder_ / "socket").string() +
                                   ": no journal is there: systemd-journald does not run");
  { const Journal ended(folder_ / "socket"); }
  const auto refused = deliver(told());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("does not run"), std::string::npos);
}

TEST_F(JournalSinkTest, AJournalThatStandsStillHoldsNobodyUp) {
  Journal journal(folder_ / "socket");
  DeliveryResult result;
  for (int i = 0; i < 100'000 && result; ++i) result = deliver(told());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().ends, Ends::kAttempt);
  EXPECT_NE(result.error().what.find("stands still"), std::string::npos) << result.error().what;
  EXPECT_NE(journal.next(), "");
  EXPECT_TRUE(deliver(told()));
}

}  // namespace
}  // namespace newswatch::notify::test
