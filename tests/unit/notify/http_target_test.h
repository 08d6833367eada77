// What the tests of sinks with an HTTP target share: a server on loopback that answers as the
// target does, and the sink of a config, driven until a message is delivered.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/load_settings.h"
#include "notify/sinks.h"
#include "samples.h"
#include "support/feed_server.h"
#include "support/sink_settings.h"

namespace newswatch::notify::test {

using newswatch::test::FeedServer;
using newswatch::test::Headers;
using newswatch::test::Reply;
using newswatch::test::Request;

// A headline with all that could do harm: mentions, markup of every target, a link, a change of
// direction, bytes that are no text.
inline const std::string kHostile =
    "@everyone <!channel> <@U1> *bold* _x_ `code` [a](https://evil.example) <b>&amp;</b> "
    "https://evil.example/\u202egpj.exe\x01\x1b[31m \"quotes\" {{name}} \\ | ~~s~~ \xff end";

inline model::OutboxRow row_of(model::Notification notification, std::uint64_t number = 1) {
  model::OutboxRow row = make_row(number);
  row.notification = std::move(notification);
  return row;
}

// A message with two reports, as an event has it that two outlets report.
inline model::Notification told(const std::string& title = "DeepSeek's R1 rattles markets") {
  model::Notification n = message(title);
  n.event.first_published = kNow - std::chrono::minutes(20);
  n.event.first_seen = kNow - std::chrono::minutes(5);
  n.event.origins = {"AP"};
  n.why = {"title: deepseek"};
  for (const char* outlet : {"TIME", "The Hill"}) {
    model::Report report;
    report.event = n.event.id;
    report.outlet = report.feed = outlet;
    report.title = title;
    report.link = std::string("https://example.com/") + outlet[0] + "?a=1&b=2";
    report.first_seen = n.event.first_seen;
    report.origin = "AP";
    n.reports.push_back(std::move(report));
  }
  return n;
}

inline model::Notification trouble_told() {
  model::Notification n;
  n.id = "01JJM0000000000000000000AB:feed.failing";
  n.type = "feed.failing";
  n.time = kNow;
  n.title = "time fails: HTTP status 500";
  n.reason = "HTTP status 500";
  n.since = kNow - std::chrono::hours(2);
  n.subjects = {{"time", {}, "HTTP status 500", kNow - std::chrono::hours(2)}};
  n.count = 1;
  return n;
}

// A summary of three events, of which it lists two.
inline model::Notification summary_told() {
  model::Notification n;
  n.id = "01JJM0000000000000000000AC:summary";
  n.type = "summary";
  n.time = kNow;
  n.title = "3 events in the last hour";
  n.items = {{"01A", "DeepSeek's R1 & <others>", "https://example.com/1?a=(1)&b=2", kNow, {}},
             {"01B", "Nvidia *falls*", "javascript:alert(1)", kNow, {}}};
  n.count = 3;
  return n;
}

// A follow-up of the message with this reference.
inline model::OutboxRow follow_up(model::FollowUp follow, std::string reference,
                                  std::uint64_t number = 2) {
  model::OutboxRow row = row_of(told(), number);
  row.notification.type = "event.grown";
  row.notification.id = row.notification.event.id + ":event.grown:1";
  row.notification.news = "Now 3 outlets: India Times reports it too";
  row.follow = follow;
  row.reference = std::move(reference);
  return row;
}

// The bytes must be those of tests/data/payloads/NAME, which a person has looked at. With
// NEWSWATCH_NEW_PAYLOADS in the environment they are written there.
inline void expect_payload(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = std::filesystem::path(NEWSWATCH_TEST_DATA) / "payloads" / name;
  if (std::getenv("NEWSWATCH_NEW_PAYLOADS") != nullptr) write_file(path, bytes + "\n");
  EXPECT_EQ(contents(path), bytes + "\n") << path;
}

// Everything that could do harm, as long as no target takes it.
inline std::string huge_headline() {
  std::string huge;
  while (huge.size() < 300'000)
    huge += kHostile + std::string("\0 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d ", 11);
  return huge;
}

// What is wrong with a [[sink]] of these lines in a config; empty: nothing.
inline std::string config_problems(const std::string& lines, const std::string& folder = "/etc") {
  const auto settings =
      config::parse_settings("[[sink]]\nname = 's'\n" + lines, "f.toml", sink_table(), folder,
                             config::NamedFiles::kCheck, config::Feeds::kOptional);
  return settings ? std::string() : to_string(settings.error());
}

class HttpTargetTest : public testing::Test {
 protected:
  // Makes the sink of a type with these options, which may ask loopback.
  void make(const std::string& type, config::SinkOptions options,
            std::map<std::string, std::string, std::less<>> secrets = {}) {
    options.emplace("allow_networks", std::vector<std::string>{"127.0.0.0/8"});
    config::SinkSettings settings = newswatch::test::sink("s", type, std::move(options));
    settings.secrets = std::move(secrets);
    sink_ = make_sink(settings, resources_, clock_);
  }

  DeliveryResult deliver(const model::OutboxRow& row) {
    sink_->start(row);
    auto done = run_until_done(*sink_);
    EXPECT_EQ(done.size(), 1u);
    if (done.size() != 1) return tl::unexpected(Failure{.what = "no outcome"});
    EXPECT_EQ(done[0].row, row.row);
    return std::move(done[0].result);
  }
  DeliveryResult deliver(model::Notification notification) {
    return deliver(row_of(std::move(notification)));
  }

  // The answer of the server to the next requests.
  void answer(Reply reply) {
    server_.handle_rest([reply](const Request&) { return reply; });
  }
  Request last_request() const {
    const auto all = server_.requests();
    return all.empty() ? Request{} : all.back();
  }

  Folder folder_;
  model::SystemClock clock_;
  SinkResources resources_{folder_.path(), {"PATH=/usr/bin:/bin"}, [](const auto&) {}};
  FeedServer server_;
  std::unique_ptr<Notifier> sink_;
};

}  // namespace newswatch::notify::test
