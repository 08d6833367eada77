#include "poll/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "text/hash.h"
#include "text/times.h"

namespace newswatch::poll {
namespace {

constexpr std::size_t kRemembered = 40;
constexpr std::size_t kDigits = 8;
constexpr std::size_t kLeast = 5;  // with fewer items nothing can be said
constexpr std::size_t kLongTitle = 12;

// The mark of an item: a hash of its title. A short title ("Update") may recur, so the id is added.
std::string mark_of(const model::Item& item) {
  const bool telling = item.title.size() >= kLongTitle;
  const std::string& id = !item.id.empty() ? item.id : item.link;
  const std::uint64_t hash = text::hash64(telling ? item.title : item.title + "\n" + id);
  return fmt::format("{:08x}", static_cast<std::uint32_t>(hash));
}

std::set<std::string_view> marks(std::string_view window) {
  std::set<std::string_view> out;
  for (std::size_t at = 0; at + kDigits <= window.size(); at += kDigits) {
    out.insert(window.substr(at, kDigits));
  }
  return out;
}

}  // namespace

model::Duration watched_for(const model::FeedState& state, model::Duration interval) {
  return 2 * std::max(interval, state.wait);
}

std::optional<model::Gap> unwatched(const model::FeedState& before, model::Time now,
                                    model::Duration interval, model::Duration jumped) {
  model::Gap gap;
  gap.to = now;
  if (!before.last_success) {
    if (before.set_back == model::Duration(0)) return std::nullopt;
    // What was before the step has other times: the gap begins where the new ones do.
    gap.from = std::min(before.planned.value_or(now), now);
    gap.clock = true;
    gap.why = "clock: set back by " + text::roughly(before.set_back);
    return gap;
  }
  const model::Duration since = now - *before.last_success;
  if (since <= watched_for(before, interval)) return std::nullopt;
  gap.from = *before.last_success;
  if (jumped > model::Duration(0) && since - jumped <= watched_for(before, interval)) {
    gap.clock = true;
    gap.why = "clock: set forward by " + text::roughly(jumped);
  } else {
    gap.why = before.failures > 0 ? before.last_error : "it was not asked: newswatch did not run";
  }
  return gap;
}

std::string window_of(const model::FeedDocument& document) {
  struct Entry {
    model::Time time{};
    std::size_t order = 0;
  };
  std::vector<Entry> entries;
  entries.reserve(document.items.size());
  for (const model::Item& item : document.items) {
    entries.push_back(
        {item.published.value_or(item.updated.value_or(model::Time{})), entries.size()});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.time > b.time; });
  if (entries.size() > kRemembered) entries.resize(kRemembered);
  std::string out;
  out.reserve(entries.size() * kDigits);
  for (const Entry& entry : entries) out += mark_of(document.items[entry.order]);
  return out;
}

std::size_t fresh_items(std::string_view before, std::string_view after) {
  const std::set<std::string_view> old = marks(before), now = marks(after);
  return static_cast<std::size_t>(std::count_if(
      now.begin(), now.end(), [&](std::string_view mark) { return !old.contains(mark); }));
}

bool rolled_over(std::string_view window, const model::FeedDocument& document) {
  const std::set<std::string_view> old = marks(window);
  if (old.size() < kLeast || document.items.size() < kLeast) return false;
  return std::none_of(document.items.begin(), document.items.end(),
                      [&](const model::Item& item) { return old.contains(mark_of(item)); });
}

}  // namespace newswatch::poll
