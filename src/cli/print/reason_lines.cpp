#include "cli/print/reason_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"

namespace newswatch::cli::print {
namespace {

constexpr std::size_t kLabel = 11;  // columns, the gap included

struct Reason {
  std::string_view label, text;
};

// "words: tariffs 0.21" by its parts. What has no such label is all text.
Reason split(std::string_view why) {
  const std::size_t colon = why.find(": ");
  const std::string_view label = why.substr(0, colon == std::string_view::npos ? 0 : colon);
  const bool is_label = !label.empty() && label.size() < kLabel &&
                        std::all_of(label.begin(), label.end(),
                                    [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; });
  return is_label ? Reason{label, why.substr(colon + 2)} : Reason{"", why};
}

}  // namespace

std::string reason_lines(const model::Report& report, std::size_t indent,
                         const Terminal& terminal) {
  std::string out;
  for (const std::string& why : report.why) {
    const Reason reason = split(why);
    // Told better by what was considered: with the title, not the bare id.
    const bool is_nearest = reason.label == "opens" && reason.text.starts_with("best other event");
    if (is_nearest && !report.considered.empty()) continue;
    out += labelled(indent, reason.label, kLabel, reason.text, terminal);
  }
  return out;
}

std::string next_best_line(const model::Report& report, const record::Rival& next,
                           std::size_t indent, const Terminal& terminal) {
  const std::string title = next.title.empty() ? "an event that is no longer kept" : next.title;
  return labelled(indent, report.opened ? "nearest" : "next best", kLabel,
                  fmt::format("{:.2f} {} ({})", next.considered.score, title,
                              shown_id(next.lives_in, terminal)),
                  terminal);
}

}  // namespace newswatch::cli::print
