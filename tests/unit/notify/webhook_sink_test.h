// What the tests of webhooks share: the sink against a server that takes everything, and messages
// of every length.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "http_target_test.h"
#include "text/fit.h"

namespace newswatch::notify::test {

inline model::Notification huge() {
  std::string title;
  while (title.size() < 300'000) title += kHostile;
  return told(title);
}

inline model::Notification trouble_over() {
  model::Notification n = trouble_told();
  n.id += ".recovered";
  n.type += ".recovered";
  return n;
}

inline model::Notification summary_of(std::size_t count) {
  model::Notification n;
  n.id = "01JJM0000000000000000000AC:summary";
  n.type = "summary";
  n.time = kNow;
  n.title = std::to_string(count) + " new events";
  for (std::size_t i = 0; i < count; ++i) {
    n.items.push_back({n.id, kHostile, "https://example.com/" + std::to_string(i), kNow, {}});
  }
  n.count = count;
  return n;
}

inline std::size_t characters(const nlohmann::json& text) {
  return text::length(text.get<std::string>(), text::Unit::kCharacters);
}

// The fields of application/x-www-form-urlencoded.
inline std::map<std::string, std::string> form_of(const std::string& body) {
  std::map<std::string, std::string> fields;
  std::istringstream in(body);
  for (std::string field; std::getline(in, field, '&');) {
    std::string value;
    const std::size_t is = field.find('=');
    for (std::size_t i = is + 1; i < field.size(); ++i) {
      if (field[i] == '%') {
        value += static_cast<char>(std::stoi(field.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        value += field[i];
      }
    }
    EXPECT_TRUE(fields.emplace(field.substr(0, is), value).second) << "twice: " << field;
  }
  return fields;
}

using Secrets = std::map<std::string, std::string, std::less<>>;

class WebhookSinkTest : public HttpTargetTest {
 protected:
  WebhookSinkTest() { answer({.status = 200, .body = "ok"}); }

  void make_format(const std::string& format, Secrets secrets = {}) {
    make("webhook", {{"url", server_.url("/hook?sig=s3cr3t-in-url")}, {"format", format}},
         std::move(secrets));
  }
  void make_gotify() {
    make("webhook", {{"url", server_.url("/push/")}, {"format", std::string("gotify")}},
         {{"token_file", "AppToken1"}});
  }
  void make_pushover() {
    make_format("pushover", {{"token_file", "app-key"}, {"user_file", "user-key"}});
  }
  nlohmann::json sent() const { return nlohmann::json::parse(last_request().body); }
  Failure failure(const model::Notification& n = told()) {
    const auto result = deliver(n);
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  }
};

}  // namespace newswatch::notify::test
