#include "demo/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "demo/week.h"

namespace newswatch::demo {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Told told_of(const json& line) {
  // A notification holds the event, an exported event is one.
  const json& event = line.contains("event") && line["event"].is_object() ? line["event"] : line;
  Told told{text_of(event, "id"),   text_of(line, "type"),
            text_of(line, "title"), {},
            text_of(line, "link"),  {}};
  if (const auto reports = event.find("reports"); reports != event.end()) {
    for (const json& report : *reports) {
      if (told.outlet.empty()) told.outlet = text_of(report, "outlet");
      told.reports.push_back(article_number(text_of(report, "link")));
    }
  }
  std::ranges::sort(told.reports);
  return told;
}

std::vector<int> articles_of(Happening happening) {
  std::vector<int> numbers;
  for (const Article& article : articles()) {
    if (article.happening == happening) numbers.push_back(article.number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

// The title that an article ends the week with.
std::string_view last_title(int number) {
  std::string_view title;
  for (const Article& article : articles()) {
    if (article.number != number) continue;
    title = article.title;
    for (const Showing& showing : article.showings) {
      if (!showing.title.empty()) title = showing.title;
    }
  }
  return title;
}

void compare_notifications(const std::vector<Told>& notifications, const Expected& want,
                           std::vector<std::string>& problems) {
  std::size_t times = 0;
  for (const Told& told : notifications) {
    if (article_number(told.link) != want.opener) continue;
    ++times;
    if (told.title.find(want.mark) == std::string::npos) {
      problems.push_back(
          fmt::format("the notification \"{}\" does not carry \"{}\"", told.title, want.mark));
    }
  }
  if (times != 1) {
    problems.push_back(fmt::format("the event \"{}\" (article {}) was notified {} times, not once",
                                   want.mark, want.opener, times));
  }
}

void compare_reports(const std::vector<Told>& events, const Expected& want,
                     std::vector<std::string>& problems) {
  const std::vector<int> wanted = articles_of(want.happening);
  const auto event = std::ranges::find_if(
      events, [&](const Told& told) { return std::ranges::count(told.reports, want.opener) > 0; });
  if (event == events.end()) {
    problems.push_back(fmt::format("no event holds article {} (\"{}\")", want.opener, want.mark));
    return;
  }
  if (event->title != last_title(want.opener)) {
    problems.push_back(fmt::format("the event \"{}\" should carry its edited title, \"{}\"",
                                   event->title, last_title(want.opener)));
  }
  if (event->reports != wanted) {
    problems.push_back(fmt::format("the event \"{}\" holds the articles {} and should hold {}",
                                   event->title, fmt::join(event->reports, " "),
                                   fmt::join(wanted, " ")));
  }
}

}  // namespace

int article_number(const std::string& link) {
  for (const Article& article : articles()) {
    if (link.find(std::to_string(article.number)) != std::string::npos) return article.number;
  }
  return 0;
}

std::vector<Told> read_told(const std::string& json_lines, std::vector<std::string>& problems) {
  std::vector<Told> all;
  std::istringstream lines(json_lines);
  for (std::string text; std::getline(lines, text);) {
    const json line = json::parse(text, nullptr, false);
    if (line.is_object() && line.contains("reason"))
      continue;  // trouble: a feed is down for a while
    if (line.is_object()) {
      all.push_back(told_of(line));
    } else {
      problems.push_back("not a JSON object: " + text);
    }
  }
  return all;
}

void compare(const std::vector<Told>& notifications, const std::vector<Told>& events,
             std::vector<std::string>& problems) {
  for (const Expected& want : expected()) {
    compare_notifications(notifications, want, problems);
    compare_reports(events, want, problems);
  }
  for (const Told& told : notifications) {
    const int number = article_number(told.link);
    if (std::ranges::none_of(expected(), [&](const Expected& e) { return e.opener == number; })) {
      problems.push_back(
          fmt::format("notified, but not expected: \"{}\" ({})", told.title, told.link));
    }
  }
  if (events.size() != expected().size()) {
    problems.push_back(
        fmt::format("{} events in the database, not {}", events.size(), expected().size()));
  }
}

}  // namespace newswatch::demo
