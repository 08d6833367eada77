// Items as JSON lines, which `match` and `cluster` read from a file or a pipe and answer one by
// one. Errors: kBadInput, what is wrong with the line. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::cli {

// The plain text of a summary is cut there, as the daemon cuts it.
inline constexpr std::size_t kSummaryBytes = 2000;

// What the line leaves out is empty.
struct LineItem {
  std::variant<std::string, std::int64_t, std::uint64_t, double> id;
  std::string title, summary, content, url, feed;
  std::vector<std::string> categories, authors;
  std::optional<model::Time> published;
};

model::Result<LineItem> read_item(std::string_view line);

// {"id":...,"topics":[{"name":...,"why":[...]}]}
std::string match_line(const LineItem& item, std::span<const model::TopicMatch> topics);
// {"id":...,"event":...}
std::string cluster_line(const LineItem& item, std::string_view event);

// Reads items from file ("-": standard input) and writes what `answer` makes of each before it
// reads the next line. Blank lines are skipped. A bad line is named on standard error and gets no
// answer; then the exit status is 1, else 0.
int answer_lines(const std::string& file,
                 const std::function<std::string(const LineItem&)>& answer);

}  // namespace newswatch::cli
