#include "notify/smtp_sink.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/load_settings.h"
#include "http_target_test.h"
#include "support/smtp_server.h"

namespace newswatch::notify::test {
namespace {

using newswatch::test::SmtpServer;
using nlohmann::json;

constexpr const char* kMissing = "python3-aiosmtpd is missing";

class SmtpSinkTest : public testing::Test {
 protected:
  // A server that behaves so, and the sink for it. False: there is none.
  bool serve(const json& script, config::SinkOptions options = {}) {
    server_ = std::make_unique<SmtpServer>(script);
    if (!server_->running()) return false;
    if (script.contains("tls")) resources_.network.ca_file = server_->ca_file();
    if (!script.contains("tls")) options.emplace("tls", std::string("none"));
    make(server_->url(), std::move(options));
    return true;
  }
  void make(const std::string& url, config::SinkOptions options = {}) {
    options.emplace("server", url);
    options.emplace("from", std::string("newswatch <news@example.org>"));
    options.emplace("to", std::vector<std::string>{"a@example.com", "b@example.com"});
    options.emplace("allow_networks", std::vector<std::string>{"127.0.0.0/8"});
    auto settings = newswatch::test::sink("s", "smtp", std::move(options));
    if (!login_.empty()) settings.secrets["auth_file"] = login_;
    sink_ = make_sink(settings, resources_, clock_);
  }

  DeliveryResult deliver(const model::OutboxRow& row = row_of(told())) {
    sink_->start(row);
    auto done = run_until_done(*sink_);
    EXPECT_EQ(done.size(), 1u);
    if (done.size() != 1) return tl::unexpected(Failure{.what = "no outcome"});
    EXPECT_EQ(done[0].row, row.row);
    if (!done[0].result) {
      EXPECT_TRUE(done[0].result.error().what.starts_with("smtp: ")) << done[0].result.error().what;
    }
    return std::move(done[0].result);
  }
  DeliveryResult deliver_to(const json& script, const model::OutboxRow& row = row_of(told())) {
    server_->behave(script);
    return deliver(row);
  }
  std::string said(std::string_view what) const {
    return "smtp: " + server_->host() + ": " + std::string(what);
  }

  Folder folder_;
  model::SystemClock clock_;
  SinkResources resources_{folder_.path(), {}, [](const auto&) {}};
  std::string login_;
  std::unique_ptr<SmtpServer> server_;
  std::unique_ptr<Notifier> sink_;
};

void expect_failure(const DeliveryResult& result, model::FailureCause cause, Ends ends,
                    const std::string& what) {
  ASSERT_FALSE(result);
  EXPECT_EQ(model::word(result.error().cause), model::word(cause));
  EXPECT_EQ(result.error().ends, ends);
  EXPECT_EQ(result.error().what, what);
}

TEST_F(SmtpSinkTest, SendsAMailThatCanBeRead) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  const auto result = deliver();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->notice, "");
  const json envelope = server_->envelope(1);
  EXPECT_EQ(envelope["from"], "news@example.org");
  EXPECT_EQ(envelope["to"], json::array({"a@example.com", "b@example.com"}));
  const json mail = server_->mail(1);
  EXPECT_EQ(mail["defects"], json::array());
  EXPECT_EQ(mail["headers"]["Message-ID"], result->reference);
  EXPECT_EQ(mail["headers"]["Subject"], "[newswatch] DeepSeek's R1 rattles markets");
}

TEST_F(SmtpSinkTest, AFollowUpAnswersTheFirstAndBothTriesAreOneMessage) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  const auto first = deliver();
  const auto again = deliver();
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->reference, again->reference);
  ASSERT_TRUE(deliver(follow_up(model::FollowUp::kThread, first->reference)));
  EXPECT_EQ(server_->mail(3)["headers"]["In-Reply-To"], first->reference);
}

TEST_F(SmtpSinkTest, HugeAndHostileMailArrivesWhole) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  std::string huge = ".";
  while (huge.size() < 300'000) huge += "\r\n.\r\n" + kHostile;
  huge += std::string(3, '\0') + "QUIT\r\n";
  model::OutboxRow row = row_of(told(huge));
  ASSERT_TRUE(deliver(row));
  const json mail = server_->mail(1);
  EXPECT_EQ(mail["defects"], json::array());
  const std::string text = mail["parts"][0][1];
  EXPECT_TRUE(text.ends_with("newswatch, sink s\n"));
  EXPECT_TRUE(server_->mail(2).is_null());
}

TEST_F(SmtpSinkTest, ALineThatBeginsWithADotKeepsIt) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  ASSERT_TRUE(deliver(row_of(told(". ..dots"))));
  const std::string text = server_->mail(1)["parts"][0][1];
  EXPECT_TRUE(text.starts_with("New event\n. ..dots\n")) << text;
}

TEST_F(SmtpSinkTest, LogsInByStartTls) {
  login_ = "user:open sesame";
  if (!serve({{"tls", "starttls"}, {"login", login_}})) GTEST_SKIP() << kMissing;
  const auto result = deliver();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(server_->envelope(1)["tls"], true);
  EXPECT_EQ(server_->envelope(1)["login"], true);
}

TEST_F(SmtpSinkTest, LogsInOverTls) {
  login_ = "user:open sesame";
  if (!serve({{"tls", "smtps"}, {"login", login_}})) GTEST_SKIP() << kMissing;
  const auto result = deliver();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(server_->envelope(1)["login"], true);
}

TEST_F(SmtpSinkTest, AWrongPasswordStopsTheSinkAndIsNotShown) {
  login_ = "user:open sesame";
  if (!serve({{"tls", "smtps"}, {"login", "user:another"}})) GTEST_SKIP() << kMissing;
  expect_failure(deliver(), model::FailureCause::kAuth, Ends::kSink,
                 said("login: 535 5.7.8 Authentication credentials invalid"));
  expect_failure(
      deliver_to({{"answers", {{"auth", "535 no open sesame AHVzZXIAb3BlbiBzZXNhbWU="}}}}),
      model::FailureCause::kAuth, Ends::kSink, said("login: 535 no *** ***"));
  expect_failure(deliver_to({{"answers", {{"auth", "454 4.7.0 try later"}}}}),
                 model::FailureCause::kServer, Ends::kAttempt, said("login: 454 4.7.0 try later"));
}

TEST_F(SmtpSinkTest, ALoginThatIsMissingStopsTheSink) {
  if (!serve({{"login", "user:another"}})) GTEST_SKIP() << kMissing;
  expect_failure(deliver(), model::FailureCause::kAuth, Ends::kSink,
                 said("sender: 530 5.7.0 Authentication required"));
}

TEST_F(SmtpSinkTest, AServerThatOffersNoLoginGetsNothing) {
  login_ = "user:open sesame";
  if (!serve({{"tls", "starttls"}})) GTEST_SKIP() << kMissing;
  expect_failure(deliver(), model::FailureCause::kAuth, Ends::kSink,
                 said("login: the server offers no way that newswatch knows"));
}

TEST_F(SmtpSinkTest, AWrongCertificateIsRefused) {
  for (const char* tls : {"smtps", "starttls"}) {
    if (!serve({{"tls", tls}})) GTEST_SKIP() << kMissing;
    resources_.network.ca_file.clear();
    make(server_->url());
    expect_failure(deliver(), model::FailureCause::kNetwork, Ends::kAttempt,
                   said("TLS: SSL certificate problem: unable to get local issuer certificate"));
    EXPECT_TRUE(server_->mail(1).is_null());
  }
}

TEST_F(SmtpSinkTest, AServerWithoutStartTlsGetsNothing) {
  if (!serve({}, {{"tls", std::string("required")}})) GTEST_SKIP() << kMissing;
  expect_failure(deliver(), model::FailureCause::kNetwork, Ends::kAttempt,
                 said("the server offers no STARTTLS, and nothing is sent without TLS"));
}

TEST_F(SmtpSinkTest, APrivateAddressIsNotAskedAndTheErrorSaysWhatToWrite) {
  make("smtp://127.0.0.1:25",
       {{"tls", std::string("none")}, {"allow_networks", std::vector<std::string>{}}});
  expect_failure(deliver(), model::FailureCause::kBlocked, Ends::kAttempt,
                 "smtp: 127.0.0.1:25: refused: 127.0.0.1 is a loopback address; allow it in "
                 "allow_networks of [[sink]] \"s\"");
}

TEST_F(SmtpSinkTest, ANameOfAPrivateAddressIsNotAsked) {
  make("smtp://localhost:25",
       {{"tls", std::string("none")}, {"allow_networks", std::vector<std::string>{}}});
  const auto result = deliver();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().cause, model::FailureCause::kBlocked);
}

TEST_F(SmtpSinkTest, SaysThatNobodyListens) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  const std::string url = server_->url(), host = server_->host();
  server_.reset();
  make(url, {{"tls", std::string("none")}});
  expect_failure(deliver(), model::FailureCause::kNetwork, Ends::kAttempt,
                 "smtp: " + host + ": connect: Connection refused");
}

TEST_F(SmtpSinkTest, OneRefusedRecipientDoesNotLoseTheOthers) {
  if (!serve({{"answers", {{"rcpt", {{"a@example.com", "550 5.1.1 no such user"}}}}}})) {
    GTEST_SKIP() << kMissing;
  }
  const auto result = deliver();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->notice, said("taken, but not for a@example.com (550 5.1.1 no such user)"));
  EXPECT_EQ(server_->envelope(1)["to"], json::array({"b@example.com"}));
}

TEST_F(SmtpSinkTest, RecipientsThatAreAllRefusedStopTheSink) {
  if (!serve(
          {{"answers", {{"rcpt", {{"a@example.com", "550 no"}, {"b@example.com", "550 no"}}}}}})) {
    GTEST_SKIP() << kMissing;
  }
  expect_failure(deliver(), model::FailureCause::kRefused, Ends::kSink,
                 said("recipients: a@example.com (550 no), b@example.com (550 no)"));
}

TEST_F(SmtpSinkTest, WaitsFiveMinutesForAGreylist) {
  const json grey = {{"answers", {{"rcpt", {{"a@example.com", "450 4.7.1 Greylisted"}}}}}};
  if (!serve(grey)) GTEST_SKIP() << kMissing;
  model::OutboxRow row = row_of(told());
  for (row.attempts = 0; row.attempts < 3; ++row.attempts) {
    const auto result = deliver(row);
    expect_failure(result, model::FailureCause::kServer, Ends::kAttempt,
                   said("recipients: a@example.com (450 4.7.1 Greylisted)"));
    ASSERT_TRUE(result.error().wait);
    EXPECT_EQ(result.error().wait->time, 5min);
  }
  // In the end the others get it.
  const auto result = deliver(row);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->notice, said("taken, but not for a@example.com (450 4.7.1 Greylisted)"));
  EXPECT_TRUE(server_->mail(2).is_null());
}

TEST_F(SmtpSinkTest, AFullMailboxDelaysNobodyElse) {
  if (!serve({{"answers", {{"rcpt", {{"a@example.com", "452 4.2.2 mailbox full"}}}}}})) {
    GTEST_SKIP() << kMissing;
  }
  ASSERT_TRUE(deliver());
}

TEST_F(SmtpSinkTest, TemporaryAnswersAreTriedAgain) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  const auto answers = [](const char* step, const char* reply) {
    return json{{"answers", {{step, reply}}}};
  };
  auto result = deliver_to(answers("greeting", "421 too busy"));
  expect_failure(result, model::FailureCause::kServer, Ends::kAttempt,
                 said("greeting: 421 too busy"));
  EXPECT_FALSE(result.error().wait);
  result = deliver_to(answers("mail", "451 4.3.0 later"));
  expect_failure(result, model::FailureCause::kServer, Ends::kAttempt,
                 said("sender: 451 4.3.0 later"));
  EXPECT_EQ(result.error().wait->time, 5min);
  expect_failure(deliver_to(answers("data", "421 bye")), model::FailureCause::kServer,
                 Ends::kAttempt, said("message: 421 bye"));
  expect_failure(deliver_to(answers("message", "450 not now")), model::FailureCause::kServer,
                 Ends::kAttempt, said("message: 450 not now"));
}

TEST_F(SmtpSinkTest, FinalAnswersEndWhatTheyAreAbout) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  const auto answers = [](const char* step, const char* reply) {
    return json{{"answers", {{step, reply}}}};
  };
  expect_failure(deliver_to(answers("greeting", "554 go away")), model::FailureCause::kRefused,
                 Ends::kSink, said("greeting: 554 go away"));
  expect_failure(deliver_to(answers("mail", "553 not yours")), model::FailureCause::kRefused,
                 Ends::kSink, said("sender: 553 not yours"));
  expect_failure(deliver_to(answers("message", "552 5.3.4 too large \x1b[31m")),
                 model::FailureCause::kRefused, Ends::kMessage,
                 said("message: 552 5.3.4 too large \\x1b[31m"));
}

TEST_F(SmtpSinkTest, ALostAnswerToTheMessageIsNoAnswer) {
  if (!serve({{"hangs_up", "message"}})) GTEST_SKIP() << kMissing;
  expect_failure(deliver(), model::FailureCause::kNetwork, Ends::kAttempt,
                 said("the connection broke before the server said whether it has the message"));
  expect_failure(deliver_to({{"hangs_up", "mail"}}), model::FailureCause::kNetwork, Ends::kAttempt,
                 said("the connection broke before the answer to MAIL FROM"));
}

TEST_F(SmtpSinkTest, AServerThatHangsBlocksNothing) {
  if (!serve({}, {{"timeout", model::Duration(400)}})) GTEST_SKIP() << kMissing;
  for (const auto& [step, words] : {std::pair{"greeting", ", no greeting either"},
                                    {"mail", " to MAIL FROM"},
                                    {"data", " to DATA"},
                                    {"message", " to the message"}}) {
    server_->behave({{"hangs", step}});
    sink_->start(row_of(told()));
    std::vector<Delivery> done;
    const auto begin = std::chrono::steady_clock::now();
    model::Duration longest{};
    while (done.empty() && std::chrono::steady_clock::now() - begin < 20s) {
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait;
      sink_->watch(fds, wait);
      EXPECT_TRUE(wait);
      ::poll(fds.data(), fds.size(), 10);
      const auto before = std::chrono::steady_clock::now();
      sink_->collect(done);
      longest = std::max(longest, std::chrono::duration_cast<model::Duration>(
                                      std::chrono::steady_clock::now() - before));
    }
    ASSERT_EQ(done.size(), 1u);
    EXPECT_LT(longest, 200ms) << step;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    expect_failure(done[0].result, model::FailureCause::kTimeout, Ends::kAttempt,
                   said("no answer after 0.4 s" + std::string(words)));
  }
}

TEST_F(SmtpSinkTest, IsCancelledAtAnyStep) {
  if (!serve({})) GTEST_SKIP() << kMissing;
  for (const char* step : {"greeting", "mail", "message"}) {
    server_->behave({{"hangs", step}});
    sink_->start(row_of(told()));
    std::vector<Delivery> done;
    for (int i = 0; i < 20; ++i) {
      sink_->collect(done);
      ::poll(nullptr, 0, 5);
    }
    const auto begin = std::chrono::steady_clock::now();
    sink_->cancel();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    EXPECT_TRUE(done.empty());
  }
  server_->behave({});
  EXPECT_TRUE(deliver());
}

std::string problems(const std::string& keys) {
  const auto settings =
      config::parse_settings("[[sink]]\nname = 's'\ntype = 'smtp'\n" + keys, "f", sink_table(), {},
                             config::NamedFiles::kCheck, config::Feeds::kOptional);
  return settings ? settings->sinks.at(0).option<std::string>("server")
                  : config::to_string(settings.error());
}

const std::string kGood = "from = 'n@example.org'\nto = ['Ann <a@example.org>']\n";

TEST(SmtpConfig, AServerHasItsUsualPort) {
  EXPECT_EQ(problems(kGood + "server = 'smtps://Mail.Example.org'"),
            "smtps://mail.example.org:465");
  EXPECT_EQ(problems(kGood + "server = 'smtp://mail.example.org/'"), "smtp://mail.example.org:587");
  EXPECT_EQ(problems(kGood + "server = 'smtp://localhost:25'\ntls = 'none'\n"
                             "allow_networks = ['127.0.0.0/8', '::1']"),
            "smtp://localhost:25");
}

TEST(SmtpConfig, SaysWhatIsWrong) {
  const std::string server = "server = 'smtps://mail.example.org'\n";
  for (const auto& [keys, problem] : std::vector<std::pair<std::string, std::string>>{
           {kGood + "server = 'https://example.org'", "server is no address of a mail server"},
           {kGood + "server = 'smtp://u:p@example.org'", "server is no address of a mail server"},
           {kGood + server + "tls = 'none'", "tls is \"none\", but smtps:// is TLS"},
           {kGood + "server = 'smtp://example.org'\ntls = 'none'",
            "tls is \"none\", but example.org is another machine"},
           {kGood + "server = 'smtp://10.0.0.1'", "10.0.0.1 is a private address"},
           {server + "from = 'n@example.org'\nto = []", "to of [[sink]] is empty"},
           {server + "from = 'n@example.org'\nto = ['a@example.org', 'b']",
            "\"b\" is no mail address"},
           {server + "from = 'jörg@example.org'\nto = ['a@example.org']",
            "\"jörg@example.org\" is no mail address"},
           {server + "from = \"n@example.org\\r\\nBcc: x\"\nto = ['a@example.org']",
            "a control character in from"},
           {kGood, "server"},
           {server + "from = 'n@example.org'", "to"}}) {
    const std::string said = problems(keys);
    EXPECT_NE(said.find(problem), said.npos) << keys << "\n" << said;
    EXPECT_TRUE(said.starts_with("f:")) << said;
  }
}

}  // namespace
}  // namespace newswatch::notify::test
