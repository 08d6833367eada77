// Schedule: decides which feed is asked next, without asking a host too much. The thread of the
// fetch loop owns it.
//
// A host is a scheme, a name and a port. It gets at most per_host requests at once, with a gap
// between their starts. A request that hangs gives its slot back, so that it does not block other
// feeds of the host; at most 4 of a host do so. A host can be held until a time, as after a 429
// with Retry-After. A feed is known by its url. Each call is O(log n), however many feeds of a host
// are due.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/clock.h"

namespace newswatch::poll {

struct HostLimits {
  int per_host = 2;
  model::Duration gap = std::chrono::seconds(1);
};

class Schedule {
 public:
  explicit Schedule(HostLimits limits) : limits_(limits) {}
  Schedule(const Schedule&) = delete;  // its feeds and hosts point at each other
  Schedule& operator=(const Schedule&) = delete;

  void set_limits(HostLimits limits);
  // Adds a feed, or changes when it is due. Of feeds due at one time, the higher priority comes
  // first. `host` is the origin that is asked; empty: that of the url.
  void put(const std::string& url, model::Time due, int priority, const std::string& host = {});
  // Forgets a feed. If it is being asked, it keeps its slot until done().
  void remove(const std::string& url);
  // The clock was set by `by` (below 0: back): all waits last as long as they would have.
  void shift(model::Duration by);
  // Asks no feed of this host before `until`. A longer hold from before stays.
  void hold(const std::string& host, model::Time until);

  // The next feed to ask now. It takes a slot of its host until done(). nullopt: none may be asked.
  std::optional<std::string> take(model::Time now);
  // To be called when a transfer has ended: its slot is free. The feed is due again after put().
  void done(const std::string& url);
  // To be called when a transfer hangs: it gives its slot back, if fewer than 4 of its host have.
  void stalled(const std::string& url);

  // When take() will return a feed if nothing else is called before. nullopt: never.
  std::optional<model::Time> next(model::Time now);
  std::size_t size() const { return feeds_.size(); }

 private:
  struct Key {  // in the order of asking
    model::Time due{};
    int priority = 0;
    std::string_view url;  // the key in feeds_, which stays where it is
    bool operator<(const Key& o) const {
      if (due != o.due) return due < o.due;
      if (priority != o.priority) return priority > o.priority;
      return url < o.url;
    }
  };
  struct Host {
    std::set<Key> waiting;         // its feeds that are not being asked
    std::optional<Key> candidate;  // its entry in ready_
    int active = 0, stalled = 0;   // requests with a slot, and hanging ones without
    model::Time free_at{};         // when the gap since the last start is over
    model::Time held_until{};
  };
  struct Feed {
    Key key;
    Host* host = nullptr;
    Host* own_host = nullptr;  // that of its url, once put() has needed it
    bool waits = false;        // it is in host->waiting
  };
  struct Busy {
    Host* host = nullptr;
    bool stalled = false;
  };
  // For each host that has a slot, its first feed and when that may be asked.
  using Ready = std::set<Key>;

  Host& host(const std::string& origin) { return hosts_[origin]; }
  void leave(Feed& feed);
  // Calculates the candidate of the host anew. To be called after any change to the host.
  void refresh(Host& host);
  void mind_clock(model::Time now);

  HostLimits limits_;
  std::unordered_map<std::string, Feed> feeds_;
  std::unordered_map<std::string, Host>
      hosts_;  // none is removed: its gap counts longer than its feeds
  std::unordered_map<std::string, Busy> busy_;
  Ready ready_;
  model::Time last_seen_{};  // of the clock
};

}  // namespace newswatch::poll
