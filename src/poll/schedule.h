// Schedule: which feed is due, with manners towards hosts. A plain value; the fetch loop owns it.
//
// A host (scheme, name and port) gets at most per_host requests at once and a gap between starts; a
// request that has not moved a byte for a while gives its slot back, at most 4 a host, so that one
// that hangs does not silence its neighbours. A host that said Retry-After for all its feeds (429)
// is held. Feeds are told apart by url. O(log n) a poll, however many feeds of a host are due.
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
  Schedule(const Schedule&) = delete;  // its parts point at each other
  Schedule& operator=(const Schedule&) = delete;

  void set_limits(HostLimits limits);
  // Adds a feed, or moves a known one that is not being asked; priority decides between equals.
  // host: the origin that is asked; empty: that of the url.
  void put(const std::string& url, model::Time due, int priority, const std::string& host = {});
  // Forgets a feed; one that is being asked stays busy until done().
  void remove(const std::string& url);
  // Nothing of this host is due before `until`; an earlier word for longer holds.
  void hold(const std::string& host, model::Time until);

  // The next feed that may be asked now; it is busy until done(). nullopt: none.
  std::optional<std::string> take(model::Time now);
  // The transfer ended: the host's slot is free. The feed is due again only after put().
  void done(const std::string& url);
  // The transfer hangs: its slot is given back, at most 4 times a host at once.
  void stalled(const std::string& url);

  // When take() may have something, if nothing else happens; nullopt: never.
  std::optional<model::Time> next(model::Time now);
  std::size_t size() const { return feeds_.size(); }

 private:
  struct Key {  // order of asking
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
    std::optional<Key> candidate;  // as it stands in ready_
    int active = 0, stalled = 0;
    model::Time free_at{};  // start of the next request, by the gap
    model::Time held_until{};
  };
  struct Feed {
    Key key;
    Host* host = nullptr;
    Host* own_host = nullptr;  // of its url, once it is known
    bool waits = false;
  };
  struct Busy {
    Host* host = nullptr;
    bool stalled = false;
  };
  // Hosts by when their first feed may be asked; Key::url leads to the host.
  using Ready = std::set<Key>;

  Host& host(const std::string& origin) { return hosts_[origin]; }
  void leave(Feed& feed);
  // After any change of what the host's candidate is made of.
  void refresh(Host& host);
  void mind_clock(model::Time now);

  HostLimits limits_;
  std::unordered_map<std::string, Feed> feeds_;
  std::unordered_map<std::string, Host> hosts_;  // never fewer: a host's gap outlives its feeds
  std::unordered_map<std::string, Busy> busy_;
  Ready ready_;
  model::Time last_seen_{};  // of the clock
};

}  // namespace newswatch::poll
