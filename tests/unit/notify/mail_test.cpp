#include "notify/mail.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"
#include "support/smtp_server.h"

namespace newswatch::notify::test {
namespace {

using newswatch::test::read_mail;
using nlohmann::json;

const MailTexts kTexts{"mail to Jörg",
                       {"News \"Watch\"", "news@example.org"},
                       {{"", "a@example.com"}, {"Jörg Müller", "joerg@example.com"}}};

class Mail : public testing::Test {
 protected:
  // What a mail program finds in it.
  json read(const model::OutboxRow& row, const MailTexts& texts = kTexts) {
    bytes_ = mail(row, texts, kNow);
    write_file(folder_ / "mail", bytes_);
    return read_mail(folder_ / "mail");
  }

  Folder folder_;
  std::string bytes_;
};

#define READ_OR_SKIP(name, ...)                             \
  const json name = read(__VA_ARGS__);                      \
  if (name.is_null()) GTEST_SKIP() << "python3 is missing"; \
  EXPECT_EQ(name["defects"], json::array());                \
  EXPECT_TRUE(name["ascii"]);                               \
  EXPECT_TRUE(name["clean_line_ends"])

TEST_F(Mail, HasTheHeadersOfAGoodSender) {
  READ_OR_SKIP(found, row_of(told()));
  const json& headers = found["headers"];
  EXPECT_EQ(headers["Date"], "Mon, 27 Jan 2025 17:46:40 +0000");
  EXPECT_EQ(found["time"], kNow.time_since_epoch() / 1s);
  EXPECT_EQ(found["from"], json::array({{"News \"Watch\"", "news@example.org"}}));
  EXPECT_EQ(found["to"],
            json::array({{"", "a@example.com"}, {"Jörg Müller", "joerg@example.com"}}));
  EXPECT_EQ(headers["Subject"], "[newswatch] DeepSeek's R1 rattles markets");
  EXPECT_EQ(headers["List-Id"], "<mail-to-j--rg.newswatch.example.org>");
  EXPECT_EQ(headers["Auto-Submitted"], "auto-generated");
  EXPECT_EQ(headers["X-Newswatch-Event"], "01JJM0000000000000000000AA");
  EXPECT_EQ(headers["X-Newswatch-Type"], "event.new");
  EXPECT_EQ(headers["X-Newswatch-Topic"], "deepseek-r1");
  EXPECT_EQ(headers["MIME-Version"], "1.0");
  EXPECT_FALSE(headers.contains("Importance"));
  EXPECT_FALSE(headers.contains("References"));
  EXPECT_LE(found["longest_line"], 100);
  EXPECT_EQ(found["names"].size(), headers.size()) << "a header twice";
}

TEST_F(Mail, SaysItAsTextAndAsHtml) {
  READ_OR_SKIP(found, row_of(told()));
  EXPECT_EQ(found["type"], "multipart/alternative");
  ASSERT_EQ(found["parts"].size(), 2u);
  EXPECT_EQ(found["parts"][0][0], "text/plain");
  EXPECT_EQ(found["parts"][0][1],
            "New event\n"
            "DeepSeek's R1 rattles markets\n  https://example.com/a?b=1#c\n"
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek\n"
            "• TIME: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
            "• The Hill: DeepSeek's R1 rattles markets\n  https://example.com/T?a=1&b=2\n"
            "\n-- \nnewswatch, sink mail to Jörg\n");
  EXPECT_EQ(found["parts"][1][0], "text/html");
  const std::string page = found["parts"][1][1];
  EXPECT_NE(page.find("<a href=\"https://example.com/T?a=1&amp;b=2\">DeepSeek's R1 rattles "
                      "markets</a>"),
            page.npos);
}

TEST_F(Mail, HasOneIdForAMessageAndASink) {
  const auto id = [](const std::string& notification, const std::string& sink) {
    model::Notification n = told();
    n.id = notification;
    return message_id(n, {sink, {"", "news@example.org"}, {}});
  };
  EXPECT_EQ(id("01J:event.new", "s"), id("01J:event.new", "s"));
  EXPECT_NE(id("01J:event.new", "s"), id("01J:event.new", "t"));
  EXPECT_NE(id("01J:event.new", "s"), id("01J-event-new", "s"));
  EXPECT_TRUE(id("01J:event.new", "s").starts_with("<01J-event-new."));
  EXPECT_TRUE(id("01J:event.new", "s").ends_with("@newswatch.example.org>"));
  READ_OR_SKIP(found, row_of(told()));
  EXPECT_EQ(found["headers"]["Message-ID"], message_id(told(), kTexts));
}

TEST_F(Mail, AFollowUpAnswersTheFirst) {
  const std::string first = message_id(told(), kTexts);
  READ_OR_SKIP(found, follow_up(model::FollowUp::kThread, first));
  EXPECT_EQ(found["headers"]["Subject"], "Re: [newswatch] DeepSeek's R1 rattles markets");
  EXPECT_EQ(found["headers"]["In-Reply-To"], first);
  EXPECT_EQ(found["headers"]["References"], first);
  EXPECT_NE(found["headers"]["Message-ID"], first);
  const std::string text = found["parts"][0][1];
  EXPECT_NE(text.find("Now 3 outlets: India Times reports it too"), text.npos);
}

TEST_F(Mail, AFollowUpOfItsOwnSaysWhatItIs) {
  READ_OR_SKIP(found, follow_up(model::FollowUp::kOwn, ""));
  EXPECT_EQ(found["headers"]["Subject"], "[newswatch] More reports: DeepSeek's R1 rattles markets");
  EXPECT_FALSE(found["headers"].contains("In-Reply-To"));
}

TEST_F(Mail, AReferenceThatIsNoMessageIdIsLeftOut) {
  READ_OR_SKIP(found, follow_up(model::FollowUp::kThread, "<a@b>\r\nBcc: x@example.com"));
  EXPECT_FALSE(found["headers"].contains("References"));
  EXPECT_FALSE(found["headers"].contains("Bcc"));
}

TEST_F(Mail, TroubleIsUrgent) {
  model::Notification trouble = trouble_told();
  trouble.priority = model::Priority::kHigh;
  READ_OR_SKIP(found, row_of(trouble));
  EXPECT_EQ(found["headers"]["Subject"], "[newswatch] Trouble: time fails: HTTP status 500");
  EXPECT_EQ(found["headers"]["Importance"], "high");
  EXPECT_EQ(found["headers"]["X-Priority"], "2");
  EXPECT_FALSE(found["headers"].contains("X-Newswatch-Event"));
}

TEST_F(Mail, ASummaryListsItsItems) {
  model::Notification summary;
  summary.id = "summary:1";
  summary.type = "summary";
  summary.title = "3 events";
  for (const char* title : {"One", "Two"}) {
    summary.items.push_back({"01J", title, "https://example.com/", kNow, {}});
  }
  summary.count = 3;
  READ_OR_SKIP(found, row_of(summary));
  EXPECT_EQ(found["headers"]["Subject"], "[newswatch] Summary: 3 events");
  const std::string text = found["parts"][0][1];
  EXPECT_NE(text.find("• Two\n  https://example.com/\n… and 1 more"), text.npos) << text;
}

TEST_F(Mail, WritesLettersOfAllLanguages) {
  const std::string title =
      "Größte Überraschung: 深度求索发布新模型 震动全球市场 и рынки падают 🚀 и ещё очень "
      "много слов, которые не поместятся в одну строку заголовка";
  READ_OR_SKIP(found, row_of(told(title)));
  EXPECT_EQ(found["headers"]["Subject"], "[newswatch] " + title);
  EXPECT_LE(found["longest_line"], 100);
  const std::string text = found["parts"][0][1];
  EXPECT_NE(text.find(title), text.npos);
}

TEST_F(Mail, ALongPlainSubjectIsFoldedAndCutBehindAWord) {
  std::string title = "word";
  while (title.size() < 1000) title += " word";
  READ_OR_SKIP(found, row_of(told(title)));
  const std::string subject = found["headers"]["Subject"];
  EXPECT_LE(subject.size(), 200u);
  EXPECT_TRUE(subject.ends_with(" word…")) << subject;
  READ_OR_SKIP(glued, row_of(told(std::string(1000, 'x'))));
  EXPECT_LE(glued["longest_line"], 100);
}

TEST_F(Mail, NothingInAFeedBeginsAHeaderOrAPart) {
  const std::string evil = "a\r\nBcc: x@example.com\r\n\r\n--=_" + std::string(1, '\0') +
                           "\r\n.\r\n=?UTF-8?Q?b?= \u202e";
  model::Notification n = told(evil);
  n.type = "event.new\r\nX-Evil: 1";
  n.event.topics = {"t\r\nX-Evil: 1"};
  n.event.outlets = {"TIME\r\nX-Evil: 1"};
  n.why = {"<script>\r\n"};
  MailTexts texts = kTexts;
  texts.sink = "s\r\nX-Evil: 1";
  texts.from.name = "n\r\nX-Evil: 1";
  READ_OR_SKIP(found, row_of(n), texts);
  for (const char* name : {"X-Evil", "Bcc"}) EXPECT_FALSE(found["headers"].contains(name));
  EXPECT_EQ(found["parts"].size(), 2u);
  const std::string page = found["parts"][1][1];
  EXPECT_EQ(page.find("<script>"), page.npos);
}

TEST_F(Mail, AHugeHeadlineIsUnder100Kilobytes) {
  std::string huge;
  while (huge.size() < 300'000) huge += kHostile + "深度求索";
  model::Notification n = told(huge);
  for (int i = 0; i < 200; ++i) n.reports.push_back(n.reports.front());
  n.event.report_count = 5000;
  READ_OR_SKIP(found, row_of(n));
  EXPECT_LT(found["size"], 100'000);
  EXPECT_GT(found["size"], 60'000);
  EXPECT_LE(found["longest_line"], 100);
}

TEST_F(Mail, AHostileHeadlineIsText) {
  MailTexts texts{"s", {"", "news@example.org"}, {{"", "a@example.com"}}};
  READ_OR_SKIP(found, row_of(told(kHostile)), texts);
  std::erase(bytes_, '\r');
  expect_payload("mail_hostile.eml", bytes_);
  expect_payload("mail_hostile.txt", found["parts"][0][1]);
  expect_payload("mail_hostile.html", found["parts"][1][1]);
}

TEST(MailAddress, IsRead) {
  const auto both = [](std::string_view text) {
    const auto mailbox = parse_mailbox(text);
    return mailbox ? mailbox->name + "|" + mailbox->address : "none";
  };
  EXPECT_EQ(both("a.b+c@example.com"), "|a.b+c@example.com");
  EXPECT_EQ(both("root@localhost"), "|root@localhost");
  EXPECT_EQ(both("Ann Lee <a@example.com>"), "Ann Lee|a@example.com");
  EXPECT_EQ(both("\"Lee, \\\"Ann\\\"\" <a@example.com>"), "Lee, \"Ann\"|a@example.com");
  EXPECT_EQ(both("Jörg <j@example.com>"), "Jörg|j@example.com");
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", ".a@b", "a.@b",
                          "jörg@example.com", "a@müller.de", "<a@b", "a@b>", "\"a b\"@c", "a@-b",
                          "a@b\r\nTo: c", "n\n <a@b>", "a@b,c@d", "a@[127.0.0.1]"}) {
    EXPECT_EQ(both(bad), "none") << bad;
  }
}

}  // namespace
}  // namespace newswatch::notify::test
