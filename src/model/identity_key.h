// KeyOwner: the story that an identity key leads to. Plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace newswatch::model {

using Day = std::chrono::sys_days;  // UTC

struct KeyOwner {
  std::string story;  // id; the story itself may have gone (engine/keeping.h)
  // When an item with the key last stood in a document; nullopt: not noted, by an older version.
  std::optional<Day> shown;
  bool operator==(const KeyOwner&) const = default;
};

// A key to be stored. `key`: see identify/identify.h.
struct KeyRow {
  std::string key, story;
  std::optional<Day> shown;
};

}  // namespace newswatch::model
