#include "notify/message.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "notify/policy.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kListedOutlets = 6;

std::string label_of(const model::Notification& n) {
  if (n.type == kEventNew) return "New event";
  if (n.type == kEventGrown) return "More reports";
  if (n.type == kEventCorrected) return "Correction";
  if (n.type == kEventMerged) return "Same event";
  if (n.type == kCatchup) return "While not watched";
  if (n.type == kDigest) return "Digest";
  if (n.type == kSummary) return "Summary";
  return n.type.ends_with(".recovered") ? "Over" : "Trouble";
}

std::string count(std::size_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

// "TIME", "4 outlets, 1 source (AP): TIME, The Hill, India Times, BBC".
std::string who_reports(const model::Event& event) {
  const std::size_t outlets = event.outlet_count();
  std::vector<std::string> names;
  for (const std::string& outlet : event.outlets) {
    if (names.size() == kListedOutlets) break;
    names.push_back(text::visible(outlet));
  }
  std::string listed = fmt::format("{}", fmt::join(names, ", "));
  if (outlets > names.size()) listed += fmt::format(" and {} more", outlets - names.size());
  const std::size_t origins = event.origins.empty() ? outlets : event.origin_count();
  if (outlets <= 1) {
    const bool copy = origins == 1 && !event.origins.empty() && event.origins != event.outlets;
    return copy ? fmt::format("{} (source: {})", listed, text::visible(event.origins.front()))
                : listed;
  }
  std::string sources;
  if (origins < outlets) {
    sources = ", " + count(origins, "source");
    if (origins == 1) sources += fmt::format(" ({})", text::visible(event.origins.front()));
  }
  return fmt::format("{}{}: {}", count(outlets, "outlet"), sources, listed);
}

std::string when(const model::Notification& n) {
  const model::Event& event = n.event;
  if (!event.first_published) return "Seen " + text::clock_time(event.first_seen, {});
  return fmt::format("Published {}, seen {}", text::clock_time(*event.first_published, {}),
                     text::clock_time(event.first_seen, *event.first_published));
}

void tell_event(const model::Notification& n, Message& to) {
  to.facts.push_back(who_reports(n.event));
  to.facts.push_back(when(n));
  std::vector<std::string> topics, words;
  for (const std::string& topic : n.event.topics) topics.push_back(text::visible(topic));
  for (const std::string& word : n.why) words.push_back(text::visible(word));
  if (!topics.empty()) {
    to.facts.push_back(fmt::format("Topic {}{}{}", fmt::join(topics, ", "),
                                   words.empty() ? "" : " by ", fmt::join(words, "; ")));
  }
  if (n.event.unwatched) {
    to.facts.push_back(fmt::format("{} was not watched from {} to {}: it may be older",
                                   text::visible(n.event.unwatched->feed),
                                   text::clock_time(n.event.unwatched->from, {}),
                                   text::clock_time(n.event.unwatched->to, {})));
  }
  for (const model::Report& report : n.reports) {
    to.items.push_back(
        {text::visible(report.outlet), text::visible(report.title), safe_link(report.link)});
  }
  to.more = n.event.report_count - std::min<std::size_t>(n.event.report_count, n.reports.size());
  to.topics = n.event.topics;
}

void tell_trouble(const model::Notification& n, Message& to) {
  to.is_trouble = true;
  to.is_over = n.type.ends_with(".recovered");
  // The title has the reason, unless that is long.
  const std::string reason = text::visible(n.reason);
  if (n.subjects.size() == 1 && to.title.find(reason) == std::string::npos) {
    to.facts.push_back(reason);
  }
  if (n.since) to.facts.push_back("Since " + text::clock_time(*n.since, {}));
  if (n.subjects.size() < 2) return;
  for (const model::TroubleSubject& subject : n.subjects) {
    to.items.push_back({text::visible(subject.feed.empty() ? subject.sink : subject.feed),
                        text::visible(subject.reason),
                        {}});
  }
  to.more = n.count - std::min<std::size_t>(n.count, n.subjects.size());
}

}  // namespace

std::string heading(const Message& message) {
  if (message.title.empty()) return message.label;
  // "Correction: CORRECTION: ..." would stammer.
  return text::starts_in_any_case(message.title, message.label)
             ? message.title
             : message.label + ": " + message.title;
}

std::string safe_link(const std::string& link) {
  const bool http =
      text::starts_in_any_case(link, "https://") || text::starts_in_any_case(link, "http://");
  const bool clean = std::ranges::none_of(
      link, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
  return http && clean && text::visible(link) == link ? link : std::string();
}

Message message_of(const model::Notification& n) {
  Message message;
  message.label = label_of(n);
  message.title = text::visible(n.title);
  message.link = safe_link(n.link);
  message.priority = n.priority;
  if (!n.news.empty()) message.facts.push_back(text::visible(n.news));
  if (!n.event.id.empty()) {
    tell_event(n, message);
  } else if (!n.subjects.empty()) {
    tell_trouble(n, message);
  }
  if (n.event.id.empty() && n.subjects.empty() && n.items.empty() && n.since) {
    message.facts.push_back("Since " + text::clock_time(*n.since, {}));
  }
  for (const model::SummaryItem& item : n.items) {
    message.items.push_back({{}, text::visible(item.title), safe_link(item.link)});
  }
  if (!n.items.empty()) message.more = n.count - std::min<std::size_t>(n.count, n.items.size());
  return message;
}

}  // namespace newswatch::notify
