// A whole daemon for the replay tests: real network over loopback, real store and sinks in a folder
// of its own, the machine's clock. Only the process adapters it is left out.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon/daemon.h"
#include "daemon/log.h"
#include "fetch/curl_fetcher.h"
#include "judge/make_judge.h"
#include "store/queries.h"
#include "store/rocks_store.h"
#include "support/feed_server.h"
#include "support/sink_settings.h"
#include "unit/engine/newsroom.h"

namespace newswatch::daemon {

using namespace std::chrono_literals;
using engine::document;
using engine::FailingStore;
using engine::kAltman;
using engine::kAltmanAgain;
using engine::kNavy;
using engine::Told;
using engine::topic_of;

class Journey : public testing::Test {
 protected:
  Journey() {
    std::string name = std::filesystem::temp_directory_path() / "newswatch-replay-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    open_log({.level = "off", .format = "text"});
    settings_.fetch.allow_networks = {"127.0.0.1"};
    auto fetcher = fetch::CurlFetcher::open(
        {.guard = *net::AddressGuard::parse(settings_.fetch.allow_networks)}, clock_);
    fetcher_ = std::move(*fetcher);
    settings_.fetch.host_gap = 0ms;
    settings_.fetch.timeout = 5s;
    settings_.fetch.user_agent = "newswatch/test";
    settings_.topics = {topic_of("ai", "deepseek")};
    settings_.notify.first_poll = config::FirstPoll::kNotify;
    settings_.sinks = {test::sink("file", "file")};
    open_store();
  }
  ~Journey() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  // A stop of the process, as far as the store can tell.
  void open_store() {
    store_.reset();
    auto opened = store::RocksStore::open(folder_ / "store");
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
  }

  void add_feed(const std::string& name, const std::string& url) {
    settings_.feeds.push_back({.name = name, .outlet = name, .url = url});
  }
  void serve(const std::string& path, const std::vector<Told>& items, std::string etag = "") {
    server_.serve(path, document("127.0.0.1" + path, items),
                  {.content_type = "application/atom+xml", .etag = std::move(etag)});
  }
  Told told(const std::string& title) const { return {.title = title, .published = clock_.now()}; }

  Adapters adapters(store::EventStore& store) const {
    return {.clock = clock_,
            .store = store,
            .fetcher = *fetcher_,
            .state_dir = folder_,
            .environment = {"PATH=/usr/bin:/bin"},
            .load = [this]() -> tl::expected<engine::SettingsPtr, std::string> {
              const std::lock_guard lock(reload_mutex_);
              return reloaded_;
            },
            .make_judge =
                [this](const config::Settings& settings) {
                  return judge::make_judge(settings, {"PATH=/usr/bin:/bin"}, clock_);
                },
            .set_up_log = [](const config::Settings&) {}};
  }
  int once() { return once(*store_); }
  int once(store::EventStore& store) {
    return run_once(adapters(store), std::make_shared<config::Settings>(settings_));
  }

  // Titles of the messages about events in the file sink, in order.
  std::vector<std::string> messages(const std::string& file = "notifications.jsonl") const {
    std::vector<std::string> titles;
    std::ifstream lines(folder_ / file);
    for (std::string line; std::getline(lines, line);) {
      const auto message = nlohmann::json::parse(line);
      if (!message.contains("reason")) titles.push_back(message.at("title"));
    }
    return titles;
  }

  model::FeedState state(const std::string& url) {
    const auto feeds = *store::all_feeds(*store_);
    for (const model::FeedState& feed : feeds) {
      if (feed.url == url) return feed;
    }
    return {};
  }

  // Before the first thread: the daemon waits for its signals on a descriptor.
  struct Signals {
    Signals() { block_signals(); }
  } signals_;
  model::SystemClock clock_;
  std::filesystem::path folder_;
  test::FeedServer server_;
  config::Settings settings_;
  mutable std::mutex reload_mutex_;  // the test writes what the daemon's main thread reads
  engine::SettingsPtr reloaded_;
  std::unique_ptr<store::RocksStore> store_;
  std::unique_ptr<fetch::CurlFetcher> fetcher_;
};

}  // namespace newswatch::daemon
