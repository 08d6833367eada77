// JSON lines that only the command line knows: items in, answers out. Stored things are printed by
// record/. Errors: kBadInput, what is wrong with the line. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::cli {

// A line of `match` and `cluster`. What the line leaves out is empty.
struct LineItem {
  std::string id;  // as it stood in the line, a JSON string or number
  std::string title, summary, content, url, feed;
  std::vector<std::string> categories, authors;
  std::optional<model::Time> published;
};

model::Result<LineItem> read_item(std::string_view line);

// {"id":...,"topics":[{"name":...,"why":[...]}]}
std::string match_line(const LineItem& item, std::span<const model::TopicMatch> topics);
// {"id":...,"event":...}
std::string cluster_line(const LineItem& item, std::string_view event);

// A flat object with "schema":1 in front, members in the order given; an absent one is null. What
// `base`, the JSON object of a stored thing, has besides follows them.
using Value = std::variant<bool, std::int64_t, std::string, std::optional<std::string>,
                           std::optional<model::Time>, std::vector<std::string>>;
using Member = std::pair<std::string_view, Value>;
std::string object_line(std::span<const Member> members, std::string_view base = {});

}  // namespace newswatch::cli
