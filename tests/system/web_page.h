// WebPage: a daemon with a page, which has polled one feed and told of one event.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "support/raw_client.h"

namespace newswatch::system_test {

class WebPage : public testing::Test {
 protected:
  void start(const std::string& web = "listen = \"127.0.0.1:0\"\n") {
    server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
    here_.configure(config_text(here_.state(), {{"paper", "A", server_.url("/")}}, kOften) +
                    "\n[web]\n" + web);
    daemon_ = std::make_unique<Daemon>(here_);
    ASSERT_TRUE(daemon_->logs("web.ready at="));
    for (const std::string& line : daemon_->log()) {
      const auto at = line.find("web.ready at=");
      if (at != line.npos) where_ = line.substr(at + 13);
    }
    ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }));
  }
  test::HttpAnswer get(const std::string& path, std::string_view headers = {}) const {
    return test::http_exchange(where_, "GET " + path, headers);
  }
  test::HttpAnswer post(const std::string& path, std::string_view body,
                        std::string_view headers = {}) const {
    return test::http_exchange(where_, "POST " + path, headers, body);
  }
  nlohmann::json events() const {
    return nlohmann::json::parse(get("/api/v1/events").body, nullptr, false);
  }
  std::string event_id() const { return events()["events"][0]["id"]; }
  void token(const std::string& text) const { std::ofstream(here_.folder() / "token") << text; }

  test::FeedServer server_;
  Installation here_;
  std::unique_ptr<Daemon> daemon_;
  std::string where_;
};

}  // namespace newswatch::system_test
