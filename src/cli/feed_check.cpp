#include "cli/feed_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "net/masked_url.h"
#include "net/url.h"
#include "poll/habit.h"
#include "poll/next_poll.h"
#include "record/feed_json.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

constexpr double kOften = 120;  // requests an hour to one host
constexpr int kMuchRarer = 4;   // enough is 4 times the interval

model::Duration interval_of(const config::Settings& settings, const config::FeedSettings& feed) {
  return feed.interval.value_or(settings.fetch.interval);
}

// What the last polls showed.
void add_notes_of(const model::FeedState& state, model::Duration interval,
                  std::vector<FeedNote>& notes) {
  if (state.gone) notes.push_back({true, "gone (410): no longer polled"});
  if (state.paused) notes.push_back({false, "paused: newswatch feeds resume"});
  if (!state.asked_at.empty()) {
    notes.push_back({false, "moved: write url = \"" + net::masked_url(state.asked_at) + "\""});
  } else if (!state.moved_to.empty()) {
    notes.push_back({false, "redirects permanently to " + net::masked_url(state.moved_to)});
  }
  if (!state.proposed.empty()) {
    notes.push_back({false, "its site names another feed: " + state.proposed});
  }
  if (state.failures > 0 && !state.gone) {
    notes.push_back({true, fmt::format("{} failure{}: {}", state.failures,
                                       state.failures == 1 ? "" : "s", state.last_error)});
  }
  if (state.told_quiet) notes.push_back({false, "quiet for longer than usual"});
  if (state.failures == 0 && state.wait > interval + std::chrono::seconds(1)) {
    notes.push_back({false, fmt::format("polled every {} as the publisher asks; the interval is {}",
                                        text::roughly(state.wait), text::duration(interval))});
  }
  const auto deserved = poll::deserved_interval(state.habit);
  if (deserved && *deserved >= kMuchRarer * interval) {
    notes.push_back(
        {false, fmt::format("a new item every {}: interval = \"{}\" is enough",
                            text::roughly(state.habit.gap), text::duration(*deserved))});
  }
}

// "max-age 10m, ttl 1h, skips 6 hours a day, Retry-After 2h"
std::string wishes(const fetch::Response& response, const model::FeedInfo* info, model::Time now) {
  constexpr poll::Intervals kAny{model::Duration(0), model::Duration(0), std::chrono::days(365)};
  std::string out;
  const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
  const auto of = [&](const poll::CacheHeaders& headers) {
    return poll::after_success(now, kAny, headers, {}) - now;
  };
  if (const auto age = of({response.cache_control, {}, {}, {}}); age > model::Duration(0)) {
    add("max-age " + text::roughly(age));
  } else if (const auto expires = of({{}, response.expires, response.date, {}});
             expires > model::Duration(0)) {
    add("Expires in " + text::roughly(expires));
  }
  if (info != nullptr) {
    if (info->ttl_minutes) {
      add(fmt::format("{} {}", info->ttl_is_syndication ? "sy:" : "ttl",
                      text::roughly(std::chrono::minutes(*info->ttl_minutes))));
    }
    if (!info->skip_hours.empty()) {
      add(fmt::format("skips {} hours a day", info->skip_hours.size()));
    }
    if (!info->skip_days.empty()) add(fmt::format("skips {} days a week", info->skip_days.size()));
  }
  if (const auto until = poll::retry_after(response.retry_after, now)) {
    add("Retry-After " + text::roughly(*until - now));
  }
  return out;
}

}  // namespace

std::map<std::string, double> requests_per_hour(const config::Settings& settings) {
  std::map<std::string, double> hosts;
  for (const config::FeedSettings& feed : settings.feeds) {
    const auto hour = std::chrono::duration<double, std::milli>(std::chrono::hours(1));
    hosts[net::origin(feed.address())] += hour / interval_of(settings, feed);
  }
  return hosts;
}

std::vector<FeedNote> offline_notes(const config::Settings& settings,
                                    const config::FeedSettings& feed, const model::FeedState& state,
                                    const net::AddressGuard& guard,
                                    const std::map<std::string, double>& hosts) {
  std::vector<FeedNote> notes;
  const auto url = net::parse_url(feed.address());
  if (url) {
    if (const auto why = guard.refusal(url->host)) {
      notes.push_back({true, *why + ": refused unless [fetch] allow_networks has it"});
    }
    if (url->scheme == "http") {
      notes.push_back({false, "http: anyone on the way can read and change it"});
    }
    if (net::masked_url(feed.url) != feed.url) {
      notes.push_back({false, "its address holds a secret, which the log and lists show as ***"});
    }
  }
  const std::string& proxy = feed.proxy.value_or(settings.fetch.proxy);
  if (!proxy.empty()) {
    notes.push_back(
        {false, proxy == "env" ? "through the environment's proxy" : "through the proxy " + proxy});
  }
  const std::string origin = net::origin(feed.address());
  if (const auto host = hosts.find(origin); host != hosts.end() && host->second > kOften) {
    notes.push_back({false, fmt::format("{} is asked {:.0f} times an hour for all its feeds",
                                        origin, host->second)});
  }
  add_notes_of(state, interval_of(settings, feed), notes);
  return notes;
}

OnlineCheck online_check(const config::FeedSettings& feed, const engine::PollResult& polled) {
  OnlineCheck out;
  if (!polled.response) {
    out.problem = polled.response.error().context;
    return out;
  }
  const fetch::Response& response = *polled.response;
  out.status = response.status;
  out.redirects = response.redirects;
  if (feed.url_file.empty() && response.redirects > 0) {
    out.final_url = net::masked_url(response.final_url);
  }
  out.moved_to = net::masked_url(response.moved_to);
  if (!response.etag.empty()) out.validators = "etag";
  if (!response.last_modified.empty()) {
    out.validators += out.validators.empty() ? "last-modified" : ", last-modified";
  }
  const bool parsed = polled.document && *polled.document;
  out.asks = wishes(response, parsed ? &(*polled.document)->feed : nullptr, polled.at);
  if (!polled.document) {
    out.problem = fmt::format("HTTP status {}{}{}", response.status,
                              response.challenge.empty() ? "" : ": ", response.challenge);
    return out;
  }
  if (!parsed) {
    out.problem = polled.document->error().context;
    return out;
  }
  const model::FeedDocument& document = **polled.document;
  out.format = record::format_name(document.format);
  out.items = document.items.size();
  out.warnings = document.warnings.size();
  for (const model::Item& item : document.items) {
    const auto time = item.published ? item.published : item.updated;
    if (time) ++out.dated;
    if (!item.id.empty()) ++out.with_id;
    out.newest = std::max(out.newest, time);
  }
  return out;
}

}  // namespace newswatch::cli
