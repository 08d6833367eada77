// GatheredMessages: messages that wait to be told in one (model::OutboxRow::gather), by sink and
// type.
//
// What arose while nobody watched is gathered for a minute after the start; what is above a sink's
// max_per_hour, until its hour is over; what nobody wants to hear, until the silence is; the
// messages of a sink with a digest, until that is due. Then announce.h makes one message of them. A
// message that is not gathered in time, because the process stood still, goes out by itself at its
// not_before. Errors: none. Plain value; pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/notification.h"

namespace newswatch::engine {

class GatheredMessages {
 public:
  using Key = std::pair<std::string, std::string>;  // sink, type

  // A stored row; nothing if it waits for no other.
  void add(const model::OutboxRow& row);
  std::vector<Key> due(model::Time now) const;
  void erase(const Key& key) { due_.erase(key); }

 private:
  struct Due {
    model::Time at{};
    model::Duration wait{};  // from when it was decided
  };
  std::map<Key, Due> due_;
};

// How often a sink that people read has been told within its hour.
class SinkHours {
 public:
  static constexpr model::Duration kHour = std::chrono::hours(1);

  // Counts a message. nullopt: it may go out; else when the hour is over that has had its share.
  std::optional<model::Time> count(const std::string& sink, int most, model::Time now);

 private:
  struct Hour {
    model::Time since{};
    int messages = 0;
  };
  std::map<std::string, Hour> hours_;
};

}  // namespace newswatch::engine
