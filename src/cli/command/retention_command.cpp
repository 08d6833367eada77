// newswatch retention: how long what is kept, how large it is, and what would go.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/text_table.h"
#include "cli/store_growth.h"
#include "engine/retention_preview.h"
#include "record/json_io.h"
#include "text/escape.h"
#include "text/sizes.h"
#include "text/times.h"

namespace newswatch::cli::command {
namespace {

using store::Family;

std::string words_of(const std::optional<model::Duration>& kept) {
  return kept ? text::duration(*kept) : "forever";
}

// How long the rows of a family are kept, as the config says it; empty: as long as they are of use.
std::string kept_for(Family family, const config::Settings& settings) {
  const config::RetentionSettings& retention = settings.retention;
  switch (family) {
    case Family::kStories:
    case Family::kHeld:
      return words_of(retention.stories);
    case Family::kKeys:
    case Family::kTitles:
      return words_of(retention.keys);
    case Family::kEvents:
    case Family::kReports:
      return words_of(retention.events);
    case Family::kSent:
    case Family::kDead:
      return words_of(retention.sent);
    case Family::kIndex:
      return text::duration(settings.event.window);
    case Family::kGaps:
      return "90d";
    default:
      return "";
  }
}

struct FamilyLine {
  store::FamilySize size;
  std::string kept;
  std::optional<engine::KeptRows> counted;  // under --dry-run
};

std::vector<FamilyLine> lines_of(const StoreGrowth& growth, const config::Settings& settings,
                                 const std::vector<engine::KeptRows>& counted) {
  std::vector<FamilyLine> lines;
  for (const store::FamilySize& size : growth.families) {
    FamilyLine& line = lines.emplace_back(FamilyLine{size, kept_for(size.family, settings), {}});
    const auto known = std::ranges::find(counted, size.family, &engine::KeptRows::family);
    if (known != counted.end()) line.counted = *known;
  }
  return lines;
}

void print_json(const StoreGrowth& growth, const std::vector<FamilyLine>& lines,
                print::Output& out) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("bytes", growth.bytes);
  io.field("bytes_a_day", growth.a_day);
  io.field("free_bytes", growth.free_bytes);
  if (growth.levels_off) io.field("levels_off_bytes", *growth.levels_off);
  io.field("full_at", growth.full_at);
  io.list("families", lines, [](record::JsonWriter& inner, const FamilyLine& line) {
    inner.field("name", store::name_of(line.size.family));
    inner.field("kept", line.kept);
    inner.field("rows", line.counted ? line.counted->rows : line.size.rows);
    inner.field("bytes", line.size.bytes);
    if (!line.counted) return;
    inner.field("going_rows", line.counted->going_rows);
    inner.field("going_bytes", line.counted->going_bytes);
  });
  out.line(io.text());
}

void print_table(const StoreGrowth& growth, const std::vector<FamilyLine>& lines, bool dry_run,
                 model::Time now, print::Output& out) {
  std::vector<print::Column> columns = {{"FAMILY"}, {"KEPT"}, {"ROWS", true}, {"ON DISK", true}};
  if (dry_run) columns.insert(columns.end(), {{"WOULD GO", true}, {"OF BYTES", true}});
  print::TextTable table(columns);
  for (const FamilyLine& line : lines) {
    const std::uint64_t rows = line.counted ? line.counted->rows : line.size.rows;
    if (rows == 0 && line.size.bytes == 0) continue;
    std::vector<print::Cell> cells = {{std::string(store::name_of(line.size.family))},
                                      {line.kept},
                                      {fmt::format("{}{}", line.counted ? "" : "~", rows)},
                                      {text::about_size(line.size.bytes)}};
    if (dry_run) {
      const bool some = line.counted && line.counted->going_rows > 0;
      cells.push_back({some ? fmt::format("{}", line.counted->going_rows) : ""});
      cells.push_back({some ? text::about_size(line.counted->going_bytes) : ""});
    }
    table.row(std::move(cells));
  }
  out.write(table.text(out.terminal()));
  out.line(text::printable("in all " + growth_line(growth, now)));
}

}  // namespace

int retention(const RetentionArgs& args) {
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const model::Time now = model::SystemClock().now();
  const auto growth = store_growth(*opened->reader, opened->settings, opened->folder, now);
  if (!growth) return store_failed(growth.error());
  std::vector<engine::KeptRows> counted;
  if (args.dry_run) {
    auto preview = engine::preview_retention(*opened->reader, opened->settings, now);
    if (!preview) return store_failed(preview.error());
    counted = std::move(*preview);
  }
  const auto lines = lines_of(*growth, opened->settings, counted);
  print::Output out;
  if (args.global.json) {
    print_json(*growth, lines, out);
  } else {
    print_table(*growth, lines, args.dry_run, now, out);
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
