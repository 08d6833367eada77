// Schedule: which feed is due, with manners towards hosts. A plain value; the fetch loop owns it.
//
// A host (scheme, name and port) gets at most per_host requests at once and a gap between starts; a
// request that has not moved a byte for a while gives its slot back, at most 4 a host, so that one
// that hangs does not silence its neighbours. Feeds are told apart by url. O(log n) a poll, plus
// one step for each due feed whose host is busy.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/clock.h"

namespace newswatch::poll {

struct HostLimits {
  int per_host = 2;
  model::Duration gap = std::chrono::seconds(1);
};

class Schedule {
 public:
  explicit Schedule(HostLimits limits) : limits_(limits) {}

  void set_limits(HostLimits limits) { limits_ = limits; }
  // Adds a feed, or moves a known one that is not being asked; priority decides between equals.
  void put(const std::string& url, model::Time due, int priority);
  // Forgets a feed; one that is being asked stays busy until done().
  void remove(const std::string& url);

  // The next feed that may be asked now; it is busy until done(). nullopt: none.
  std::optional<std::string> take(model::Time now);
  // The transfer ended: the host's slot is free. The feed is due again only after put().
  void done(const std::string& url);
  // The transfer hangs: its slot is given back, at most 4 times a host at once.
  void stalled(const std::string& url);

  // When take() may have something, if nothing else happens; nullopt: never.
  std::optional<model::Time> next(model::Time now) const;
  std::size_t size() const { return feeds_.size(); }

 private:
  struct Feed {
    model::Time due{};
    int priority = 0;
    std::string host;
  };
  struct Host {
    int active = 0, stalled = 0;
    model::Time free_at{};  // start of the next request, by the gap
  };
  struct Key {  // order of asking
    model::Time due{};
    int priority = 0;
    std::string url;
    bool operator<(const Key& o) const {
      if (due != o.due) return due < o.due;
      if (priority != o.priority) return priority > o.priority;
      return url < o.url;
    }
  };
  bool host_allows(const std::string& host, model::Time now) const;
  model::Time free_at(const Host& host, model::Time now) const;

  HostLimits limits_;
  std::unordered_map<std::string, Feed> feeds_;
  std::set<Key> queue_;  // feeds that are not busy
  std::unordered_map<std::string, Host> hosts_;
  struct Busy {
    std::string host;
    bool stalled = false;
  };
  std::unordered_map<std::string, Busy> busy_;
};

}  // namespace newswatch::poll
