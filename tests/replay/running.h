// The daemon with all its threads, in this process, started and stopped by a test.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "replay/journey.h"

namespace newswatch::daemon {

class Running : public Journey {
 protected:
  Running() { settings_.fetch.interval = settings_.fetch.min_interval = 100ms; }
  ~Running() override {
    if (ended_.valid()) stop();
  }

  void start() { start(*store_); }
  void start(store::EventStore& store) {
    ended_ = std::async(std::launch::async,
                        [this, &store, settings = std::make_shared<config::Settings>(settings_)] {
                          return run(adapters(store), settings);
                        });
  }
  // The exit status. Must come within the five seconds that systemd is promised.
  int stop() {
    ::kill(::getpid(), SIGTERM);
    EXPECT_EQ(ended_.wait_for(5s), std::future_status::ready);
    return ended_.get();
  }
  void reload() {
    {
      const std::lock_guard lock(reload_mutex_);
      reloaded_ = std::make_shared<config::Settings>(settings_);
    }
    ::kill(::getpid(), SIGHUP);
  }

  template <class Condition>
  static bool comes(Condition condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
  }

  std::future<int> ended_;
};

}  // namespace newswatch::daemon
