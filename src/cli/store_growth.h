// How large the event database is, how it grows, and how far the disk reaches.
//
// Sizes are bytes on the disk. A day's growth is what came in the last seven whole days (fewer if
// newswatch has run for less), at today's size of a story and of an event. It is an estimate.
// Errors are those of the reads. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "store/rocks_reader.h"

namespace newswatch::cli {

struct StoreGrowth {
  std::vector<store::FamilySize> families;
  std::uint64_t bytes = 0;       // of all files of the store
  std::uint64_t free_bytes = 0;  // of its disk, for this user
  std::uint64_t a_day = 0;       // bytes that come; 0: not known yet
  // Where it levels off, when as much goes as comes; nullopt: never, or not known yet.
  std::optional<std::uint64_t> levels_off;
  // When the disk is full, if all goes on so; nullopt: never, or not known yet.
  std::optional<model::Time> full_at;
};

model::Result<StoreGrowth> store_growth(const store::RocksReader& reader,
                                        const config::Settings& settings,
                                        const std::filesystem::path& store_folder, model::Time now);

// "41.3 MB, grows by 1.2 MB a day, levels off near 160 MB"
std::string growth_line(const StoreGrowth& growth, model::Time now);

}  // namespace newswatch::cli
