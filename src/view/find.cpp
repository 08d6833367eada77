#include "view/find.h"

#include <algorithm>
#include <vector>

#include "identify/canonical_url.h"
#include "identify/identify.h"
#include "store/queries.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::view {
namespace {

constexpr std::size_t kShortestStart = 6;  // of an id; shorter ones are typed by mistake

using Story = model::Result<std::optional<model::Story>>;

// Without the blanks, and the brackets that mails put around links.
std::string_view bare(std::string_view typed) {
  constexpr std::string_view kAround = " \t\r\n<>\"'";
  return text::trimmed(typed, kAround);
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return text::hex_digit(c) >= 0; });
}

bool is_alphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return text::is_digit(c) || text::is_ascii_letter(c); });
}

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), text::is_digit);
}

Story story_of_key(const store::Rows& reader, const config::Settings& settings,
                   const std::string& link) {
  std::vector<std::string> scopes;  // of guids
  for (const config::FeedSettings& feed : settings.feeds) {
    if (std::find(scopes.begin(), scopes.end(), feed.outlet) == scopes.end()) {
      scopes.push_back(feed.outlet);
    }
    if (is_number(link)) scopes.push_back(feed.outlet + "|" + feed.name);
  }
  auto keys = identify::lookup_keys(link, scopes);
  if (link.find("://") >= link.find_first_of("/?#")) {  // as a browser shows it, without a scheme
    const auto with_scheme = identify::lookup_keys("https://" + link, {});
    keys.insert(keys.end(), with_scheme.begin(), with_scheme.end());
  }
  const auto owners = store::find_keys(reader, keys);
  if (!owners) return tl::unexpected(owners.error());
  for (const std::optional<model::KeyOwner>& owner : *owners) {
    if (!owner) continue;
    auto story = store::find_story(reader, owner->story);
    if (!story || *story) return story;
  }
  return std::nullopt;
}

Story story_that_opened(const store::Rows& reader, const std::string& event_id) {
  const auto found = living_event(reader, event_id);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::Event>& event = *found;
  if (!event) return std::nullopt;
  const auto reports = store::find_reports(reader, event->id, 1);
  if (!reports) return tl::unexpected(reports.error());
  if (reports->empty()) return std::nullopt;
  return store::find_story(reader, reports->front().story);
}

}  // namespace

model::Result<std::optional<std::string>> find_event_id(const store::Rows& reader, std::string id) {
  id = text::ascii_upper(id);
  if (id.empty()) return std::nullopt;
  auto by_start = store::complete_event_id(reader, id);
  if (!by_start || *by_start) return by_start;
  std::vector<std::string> found;
  const auto scanned = store::for_each_event_newest_first(reader, [&](const model::Event& event) {
    if (event.id.ends_with(id)) found.push_back(event.id);
    return found.size() < 2;
  });
  if (!scanned) return tl::unexpected(scanned.error());
  if (found.size() > 1) {
    return model::fail(model::ErrorKind::kBadInput, "more than one event id ends in " +
                                                        text::quoted(id) + ": " + found.front() +
                                                        ", " + found.back());
  }
  return found.empty() ? std::nullopt : std::optional(found.front());
}

model::Result<std::optional<model::Event>> living_event(const store::Rows& reader,
                                                        const std::string& id) {
  constexpr int kLongestChain = 100;  // so that a circle, which would be a bug, ends
  auto found = store::find_event(reader, id);
  for (int i = 0; i < kLongestChain && found; ++i) {
    const std::optional<model::Event>& event = *found;
    if (!event || event->merged_into.empty()) break;
    found = store::find_event(reader, event->merged_into);
  }
  return found;
}

Story find_story(const store::Rows& reader, const config::Settings& settings,
                 std::string_view typed) {
  const std::string text(bare(typed));
  if (text.empty()) return std::nullopt;
  const bool may_be_id = text.size() >= kShortestStart && is_alphanumeric(text);
  if (may_be_id && is_hex(text)) {
    const auto found = store::complete_story_id(reader, text);
    if (!found) return tl::unexpected(found.error());
    if (const std::optional<std::string>& id = *found) return store::find_story(reader, *id);
  }
  auto by_key = story_of_key(reader, settings, text);
  if (!by_key || *by_key) return by_key;
  if (!may_be_id) return std::nullopt;
  const auto found = find_event_id(reader, text);
  if (!found) return tl::unexpected(found.error());
  const std::optional<std::string>& event = *found;
  return event ? story_that_opened(reader, *event) : Story(std::nullopt);
}

}  // namespace newswatch::view
