#include "cli/store_growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <system_error>

#include "store/queries.h"
#include "text/sizes.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

using std::chrono::days;
using store::Family;

constexpr days kWatched{7};
constexpr double kLongest = 100 * 365;  // days: beyond them "full" says nothing

// Families that grow together and go together.
struct Part {
  std::vector<Family> families;
  Family counted;  // has one row for each that `by` counts
  std::uint64_t model::DayCount::*by;
  std::optional<model::Duration> config::RetentionSettings::*kept;
};

const std::array<Part, 3>& parts() {
  using config::RetentionSettings;
  static const std::array<Part, 3> all = {{
      {{Family::kStories, Family::kHeld},
       Family::kStories,
       &model::DayCount::stories,
       &RetentionSettings::stories},
      {{Family::kKeys, Family::kTitles},
       Family::kStories,
       &model::DayCount::stories,
       &RetentionSettings::keys},
      {{Family::kEvents, Family::kReports, Family::kSent},
       Family::kEvents,
       &model::DayCount::events,
       &RetentionSettings::events},
  }};
  return all;
}

const store::FamilySize& size_of(const StoreGrowth& growth, Family family) {
  return growth.families[static_cast<std::size_t>(family)];
}

std::uint64_t bytes_of(const StoreGrowth& growth, const Part& part) {
  std::uint64_t sum = 0;
  for (const Family family : part.families) sum += size_of(growth, family).bytes;
  return sum;
}

std::uint64_t folder_bytes(const std::filesystem::path& folder) {
  std::uint64_t sum = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;  // between two looks the writer removes files
    const auto size = at->is_regular_file(gone) ? at->file_size(gone) : 0;
    if (!gone) sum += size;
  }
  return sum;
}

// How many came on one of the last whole days, and in the time for which they are kept.
struct Share {
  double a_day = 0;
  std::uint64_t kept = 0;
};

Share share_of(const std::vector<model::DayCount>& counts, std::uint64_t model::DayCount::*number,
               const std::optional<model::Duration>& kept, model::Time now) {
  const model::Day today = std::chrono::floor<days>(now);
  Share share;
  std::uint64_t came = 0;
  std::optional<model::Day> first;
  for (const model::DayCount& count : counts) {
    if (!kept || model::Time(count.day) >= now - *kept) share.kept += count.*number;
    if (count.day < today - kWatched || count.day >= today) continue;
    came += count.*number;
    if (!first) first = count.day;
  }
  if (first)
    share.a_day = static_cast<double>(came) / static_cast<double>((today - *first).count());
  return share;
}

void add_part(const std::vector<model::DayCount>& counts, const config::Settings& settings,
              const Part& part, model::Time now, StoreGrowth& growth, bool& levels) {
  const auto& kept = settings.retention.*part.kept;
  const Share share = share_of(counts, part.by, kept, now);
  // What came before it was counted has a row as well.
  const std::uint64_t units = std::max(size_of(growth, part.counted).rows, share.kept);
  if (units == 0) return;
  const double a_day =
      share.a_day * static_cast<double>(bytes_of(growth, part)) / static_cast<double>(units);
  growth.a_day += static_cast<std::uint64_t>(a_day);
  levels = levels && kept;
  if (!kept) return;
  const double kept_days = std::chrono::duration<double, days::period>(*kept).count();
  growth.levels_off = growth.levels_off.value_or(0) + static_cast<std::uint64_t>(a_day * kept_days);
}

}  // namespace

model::Result<StoreGrowth> store_growth(const store::RocksReader& reader,
                                        const config::Settings& settings,
                                        const std::filesystem::path& store_folder,
                                        model::Time now) {
  const auto counts = store::day_counts(reader);
  if (!counts) return tl::unexpected(counts.error());
  StoreGrowth growth;
  growth.families = reader.sizes();
  growth.bytes = folder_bytes(store_folder);
  std::error_code error;
  const auto space = std::filesystem::space(store_folder, error);
  if (!error) growth.free_bytes = space.available;
  bool levels = true;
  for (const Part& part : parts()) add_part(*counts, settings, part, now, growth, levels);
  if (growth.levels_off) {
    growth.levels_off = std::max(*growth.levels_off, growth.bytes);
    if (!levels) growth.levels_off.reset();
  }
  const bool fits = growth.levels_off && *growth.levels_off - growth.bytes <= growth.free_bytes;
  if (growth.a_day == 0 || fits || error) return growth;
  const double reach = static_cast<double>(growth.free_bytes) / static_cast<double>(growth.a_day);
  if (reach < kLongest) growth.full_at = now + days(static_cast<int>(reach));
  return growth;
}

std::string growth_line(const StoreGrowth& growth, model::Time now) {
  std::string line = text::about_size(growth.bytes);
  if (growth.a_day == 0) return line;
  line += fmt::format(", grows by {} a day", text::about_size(growth.a_day));
  if (growth.full_at) {
    return line + fmt::format("; the disk would be full {}", text::relative(*growth.full_at, now));
  }
  if (growth.levels_off) {
    line += fmt::format(", levels off near {}", text::about_size(*growth.levels_off));
  }
  return line;
}

}  // namespace newswatch::cli
