#include "poll/schedule.h"

#include <algorithm>

#include "net/url.h"

namespace newswatch::poll {
namespace {
constexpr int kStalledSlots = 4;
}

void Schedule::put(const std::string& url, model::Time due, int priority) {
  auto [at, fresh] = feeds_.try_emplace(url);
  Feed& feed = at->second;
  if (fresh) {
    feed.host = net::origin(url);
  } else {
    queue_.erase({feed.due, feed.priority, url});
  }
  feed.due = due;
  feed.priority = priority;
  if (!busy_.contains(url)) queue_.insert({due, priority, url});
}

void Schedule::remove(const std::string& url) {
  const auto at = feeds_.find(url);
  if (at == feeds_.end()) return;
  queue_.erase({at->second.due, at->second.priority, url});
  feeds_.erase(at);
}

bool Schedule::host_allows(const std::string& host, model::Time now) const {
  const auto at = hosts_.find(host);
  if (at == hosts_.end()) return true;
  return at->second.active < limits_.per_host && free_at(at->second, now) <= now;
}

model::Time Schedule::free_at(const Host& host, model::Time now) const {
  // Further off than the gap: the clock was set back.
  return host.free_at > now + limits_.gap ? now : host.free_at;
}

std::optional<std::string> Schedule::take(model::Time now) {
  for (auto at = queue_.begin(); at != queue_.end() && at->due <= now; ++at) {
    const std::string& host = feeds_.at(at->url).host;
    if (!host_allows(host, now)) continue;
    const std::string url = at->url;
    Host& slots = hosts_[host];
    ++slots.active;
    slots.free_at = now + limits_.gap;
    busy_[url] = {host, false};
    queue_.erase(at);
    return url;
  }
  return std::nullopt;
}

void Schedule::done(const std::string& url) {
  const auto busy = busy_.find(url);
  if (busy == busy_.end()) return;
  Host& slots = hosts_[busy->second.host];
  if (busy->second.stalled) {
    --slots.stalled;
  } else {
    --slots.active;
  }
  busy_.erase(busy);
}

void Schedule::stalled(const std::string& url) {
  const auto busy = busy_.find(url);
  if (busy == busy_.end() || busy->second.stalled) return;
  Host& slots = hosts_[busy->second.host];
  if (slots.stalled >= kStalledSlots) return;
  busy->second.stalled = true;
  ++slots.stalled;
  --slots.active;
}

std::optional<model::Time> Schedule::next(model::Time now) const {
  std::optional<model::Time> soonest;
  const auto consider = [&](model::Time time) { soonest = std::min(soonest.value_or(time), time); };
  for (const Key& key : queue_) {
    if (key.due > now) {
      consider(key.due);
      break;
    }
    // Due, and held back by its host: by the gap we know how long, a full host says so by done().
    const auto host = hosts_.find(feeds_.at(key.url).host);
    if (host == hosts_.end()) return now;
    if (host->second.active < limits_.per_host) consider(std::max(now, free_at(host->second, now)));
  }
  return soonest;
}

}  // namespace newswatch::poll
