// Items as lines of JSON. `match` and `cluster` read them and print one answer for each. Errors:
// kBadInput, with what is wrong with the line. One thread.
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

// The plain text of a summary is cut at so many bytes, as in the daemon.
inline constexpr std::size_t kSummaryBytes = 2000;

// A key that the line does not have is empty. `id` is required.
struct LineItem {
  std::variant<std::string, std::int64_t, std::uint64_t, double> id;
  std::string title, summary, content, url, feed;
  std::vector<std::string> categories, authors;
  std::optional<model::Time> published;
};

model::Result<LineItem> read_item(std::string_view line);

// Whether a feed document, or what `newswatch parse` prints of one, may stand in place of lines.
enum class Documents { kRefused, kTaken };

// {"id":...,"topics":[{"name":...,"why":[...]}]}
std::string match_line(const LineItem& item, std::span<const model::TopicMatch> topics);
// {"id":...,"event":...}
std::string cluster_line(const LineItem& item, std::string_view event);

// Reads items from `file` ("-": standard input) and prints answer(item) for each before it reads
// the next line. Blank lines are skipped. A bad line gets a message on standard error instead.
// Returns the exit status: 1 if there was a bad line, else 0.
int answer_lines(const std::string& file, const std::function<std::string(const LineItem&)>& answer,
                 Documents documents = Documents::kRefused);

}  // namespace newswatch::cli
