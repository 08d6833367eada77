#include "notify/fitting_json.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "record/notification_json.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

struct Limits {
  std::size_t text;   // bytes of one text
  std::size_t names;  // in a list of names or reasons
};
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr Limits kLimits[] = {{kNone, kNone}, {4000, 300}, {1000, 50}, {250, 10}, {50, 3}};

void cut(std::string& text, const Limits& limits) {
  if (text.size() > limits.text) text = text::shortened(text, limits.text);
}

// A part of an address leads elsewhere.
void cut_link(std::string& link, const Limits& limits) {
  if (link.size() > limits.text) link.clear();
}

void cut(std::vector<std::string>& names, const Limits& limits) {
  if (names.size() > limits.names) names.resize(limits.names);
  for (std::string& name : names) cut(name, limits);
}

// Those that are left out are still counted.
void cut(std::vector<std::string>& names, std::uint32_t& more, const Limits& limits) {
  const std::size_t all = names.size();
  cut(names, limits);
  more += static_cast<std::uint32_t>(all - names.size());
}

model::Event part_of(const model::Event& whole, const Limits& limits) {
  model::Event event = whole;
  for (std::string* text : {&event.title, &event.summary}) cut(*text, limits);
  cut_link(event.link, limits);
  cut(event.topics, limits);
  cut(event.outlets, event.more_outlets, limits);
  cut(event.origins, event.more_origins, limits);
  if (event.unwatched) cut(event.unwatched->feed, limits);
  return event;
}

model::Report part_of(const model::Report& whole, const Limits& limits) {
  model::Report report = whole;
  for (std::string* text : {&report.outlet, &report.feed, &report.title, &report.origin}) {
    cut(*text, limits);
  }
  cut_link(report.link, limits);
  cut(report.why, limits);
  return report;
}

model::SummaryItem part_of(const model::SummaryItem& whole, const Limits& limits) {
  model::SummaryItem item = whole;
  cut(item.title, limits);
  cut_link(item.link, limits);
  return item;
}

model::TroubleSubject part_of(const model::TroubleSubject& whole, const Limits& limits) {
  model::TroubleSubject subject = whole;
  for (std::string* text : {&subject.feed, &subject.sink, &subject.reason}) cut(*text, limits);
  return subject;
}

template <class T>
std::vector<T> first_of(const std::vector<T>& all, std::size_t listed, const Limits& limits) {
  std::vector<T> out;
  for (std::size_t i = 0; i < std::min(listed, all.size()); ++i) {
    out.push_back(part_of(all[i], limits));
  }
  return out;
}

std::string part_of(const model::Notification& n, std::size_t listed, const Limits& limits) {
  model::Notification part{.id = n.id, .type = n.type, .time = n.time};
  part.title = n.title;
  part.link = n.link;
  part.why = n.why;
  part.news = n.news;
  part.reason = n.reason;
  part.since = n.since;
  part.count = n.count;
  for (std::string* text : {&part.title, &part.news, &part.reason}) cut(*text, limits);
  cut_link(part.link, limits);
  cut(part.why, limits);
  part.event = part_of(n.event, limits);
  part.reports = first_of(n.reports, listed, limits);
  // Without its first, a summary or a trouble would be told as an event.
  part.items = first_of(n.items, std::max<std::size_t>(listed, 1), limits);
  part.subjects = first_of(n.subjects, std::max<std::size_t>(listed, 1), limits);
  return record::notification_json(part);
}

}  // namespace

std::string fitting_json(const model::Notification& notification, std::size_t most) {
  std::string json;
  for (const Limits& limits : kLimits) {
    json = part_of(notification, 0, limits);
    if (json.size() > most) continue;
    // The most elements that fit, by halving.
    std::size_t fits = 0;
    std::size_t too_many = 1 + std::max({notification.reports.size(), notification.items.size(),
                                         notification.subjects.size()});
    while (fits + 1 < too_many) {
      const std::size_t middle = fits + (too_many - fits) / 2;
      std::string longer = part_of(notification, middle, limits);
      if (longer.size() <= most) {
        fits = middle;
        json = std::move(longer);
      } else {
        too_many = middle;
      }
    }
    break;
  }
  return json;
}

}  // namespace newswatch::notify
