#include "cli/report/report_markdown.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace newswatch::cli::report {
namespace {

// Any punctuation may be escaped (CommonMark section 2.4). A colon or a dot is only where a bare
// address would become a link.
std::string md_escaped(std::string_view text) {
  constexpr std::string_view kSigns = "\\`*_{}[]<>()#|~&@$!";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool address = (c == ':' && text.substr(i + 1).starts_with('/')) ||
                         (c == '.' && i + 1 < text.size() && text[i + 1] != ' ');
    if (address || kSigns.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Inside <...>, in a table.
std::string md_address(std::string_view link) {
  std::string out;
  for (const char c : link) {
    switch (c) {
      case '<':
        out += "%3C";
        break;
      case '>':
        out += "%3E";
        break;
      case '|':
        out += "%7C";
        break;
      case '\\':
        out += "%5C";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string md_table(const Listing& listing) {
  if (listing.rows.empty()) return "None.\n";
  std::string out = "|", rule = "|";
  for (const Listing::Column& column : listing.columns) {
    out += ' ' + std::string(column.name) + " |";
    rule += column.number ? " ---: |" : " --- |";
  }
  out += '\n' + rule + '\n';
  for (const auto& row : listing.rows) {
    out += '|';
    for (const Listing::Entry& entry : row) {
      const std::string text = md_escaped(entry.text);
      out += ' ' + (entry.link.empty() ? text : '[' + text + "](<" + md_address(entry.link) + ">)");
      out += " |";
    }
    out += '\n';
  }
  if (!listing.more.empty()) out += '\n' + md_escaped(listing.more) + '\n';
  return out;
}

// A sign of eight heights for each part of the time.
std::string spark_line(const std::vector<Slot>& slots) {
  static constexpr std::array<std::string_view, 9> kHeights = {"·", "▁", "▂", "▃", "▄",
                                                               "▅", "▆", "▇", "█"};
  std::uint64_t most = 1;
  for (const Slot& slot : slots) most = std::max(most, slot.reports);
  std::string out;
  for (const Slot& slot : slots) out += kHeights[(slot.reports * 8 + most - 1) / most];
  return out;
}

}  // namespace

std::string markdown(const Figures& figures, const Subject& subject) {
  std::string out = "# News report\n\n" + md_escaped(scope_text(figures, subject)) + ".\n\n";
  for (const std::string& fact : main_facts(figures)) out += "- " + md_escaped(fact) + '\n';
  const auto section = [&](std::string_view name, const Listing& listing) {
    out += "\n## " + std::string(name) + "\n\n" + md_escaped(listing.caption) + ".\n\n" +
           md_table(listing);
  };
  if (!figures.slots.empty()) {
    out += "\nReports, " + span_text(figures.slot) + " a sign:\n\n    " +
           spark_line(figures.slots) + "\n";
  }
  section("Timeline", timeline_listing(figures));
  if (figures.topics_all > 1) section("Topics", topic_listing(figures));
  section("Events", event_listing(figures));
  section("Who was first", first_listing(figures));
  section("Outlet overlap", overlap_listing(figures));
  section("Feed lag", lag_listing(figures));
  section("Feed health", health_listing(figures));
  return out + "\nMade by newswatch at " + utc_minute(subject.made) + " UTC.\n";
}

}  // namespace newswatch::cli::report
