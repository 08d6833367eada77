#include "poll/schedule.h"

#include <algorithm>
#include <utility>

#include "net/url.h"

namespace newswatch::poll {
namespace {
constexpr int kStalledSlots = 4;
constexpr model::Duration kStepBack =
    std::chrono::seconds(10);  // a smaller step of the clock is ignored
}  // namespace

void Schedule::set_limits(HostLimits limits) {
  limits_ = limits;
  for (auto& [origin, host] : hosts_) refresh(host);
}

void Schedule::refresh(Host& host) {
  std::optional<Key> candidate;
  if (!host.waiting.empty() && host.active < limits_.per_host) {
    candidate = *host.waiting.begin();
    candidate->due = std::max({candidate->due, host.free_at, host.held_until});
  }
  if (host.candidate) ready_.erase(*host.candidate);
  host.candidate = candidate;
  if (candidate) ready_.insert(*candidate);
}

void Schedule::leave(Feed& feed) {
  if (!feed.waits) return;
  // The host's candidate may be this feed. refresh() removes it from ready_ before its key changes.
  feed.host->waiting.erase(feed.key);
  feed.waits = false;
  refresh(*feed.host);
}

void Schedule::put(const std::string& url, model::Time due, int priority,
                   const std::string& origin) {
  const auto [at, fresh] = feeds_.try_emplace(url);
  Feed& feed = at->second;
  leave(feed);
  if (!origin.empty()) {
    feed.host = &host(origin);
  } else if (feed.host == nullptr || feed.host != feed.own_host) {
    feed.host = feed.own_host = &host(net::origin(url));
  }
  feed.key = {due, priority, at->first};
  if (busy_.contains(url)) return;
  feed.waits = true;
  feed.host->waiting.insert(feed.key);
  refresh(*feed.host);
}

void Schedule::remove(const std::string& url) {
  const auto at = feeds_.find(url);
  if (at == feeds_.end()) return;
  leave(at->second);
  feeds_.erase(at);
}

void Schedule::hold(const std::string& origin, model::Time until) {
  Host& held = host(origin);
  held.held_until = std::max(held.held_until, until);
  refresh(held);
}

void Schedule::shift(model::Duration by) {
  for (auto& [origin, host] : hosts_) {
    host.free_at += by;
    if (host.held_until != model::Time{}) host.held_until += by;
    // All keys move by as much, so their order stays.
    std::set<Key> moved;
    while (!host.waiting.empty()) {
      auto node = host.waiting.extract(host.waiting.begin());
      node.value().due += by;
      moved.insert(moved.end(), std::move(node));
    }
    host.waiting = std::move(moved);
    refresh(host);
  }
  for (auto& [url, feed] : feeds_) feed.key.due += by;
  last_seen_ += by;
}

// If the clock was set back by an hour, hosts must not wait for an hour longer.
void Schedule::mind_clock(model::Time now) {
  if (now + kStepBack < last_seen_) {
    const model::Duration back = last_seen_ - now;
    for (auto& [origin, host] : hosts_) {
      if (host.free_at > now + limits_.gap) host.free_at = now;
      if (host.held_until > now) host.held_until -= back;
      refresh(host);
    }
  }
  last_seen_ = now;
}

std::optional<std::string> Schedule::take(model::Time now) {
  mind_clock(now);
  if (ready_.empty() || ready_.begin()->due > now) return std::nullopt;
  const auto at = feeds_.find(std::string(ready_.begin()->url));
  Feed& feed = at->second;
  feed.waits = false;
  feed.host->waiting.erase(feed.key);
  ++feed.host->active;
  feed.host->free_at = now + limits_.gap;
  refresh(*feed.host);
  busy_[at->first] = {feed.host, false};
  return at->first;
}

void Schedule::done(const std::string& url) {
  const auto busy = busy_.find(url);
  if (busy == busy_.end()) return;
  Host& host = *busy->second.host;
  --(busy->second.stalled ? host.stalled : host.active);
  busy_.erase(busy);
  refresh(host);
}

void Schedule::stalled(const std::string& url) {
  const auto busy = busy_.find(url);
  if (busy == busy_.end() || busy->second.stalled) return;
  Host& host = *busy->second.host;
  if (host.stalled >= kStalledSlots) return;
  busy->second.stalled = true;
  ++host.stalled;
  --host.active;
  refresh(host);
}

std::optional<model::Time> Schedule::next(model::Time now) {
  mind_clock(now);
  if (ready_.empty()) return std::nullopt;
  return std::max(now, ready_.begin()->due);
}

}  // namespace newswatch::poll
