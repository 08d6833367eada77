// Expiry: which stories and identity keys have expired.
//
// The engine decides it (engine/keeping.h) and goes by it in all it reads; RocksDB then drops what
// it names whenever it compacts (expiry_filter.h). So no decision depends on when that happens, and
// nothing has to be scanned to be deleted. A plain value; any thread.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/identity_key.h"

namespace newswatch::store {

struct Expiry {
  model::Time stories_before{};  // stories that were first seen earlier are gone
  model::Day keys_before{};      // so are keys that no document has shown since an earlier day,
  // but for those of these days: a feed still shows its document of that day. Ascending.
  std::vector<model::Day> kept_days;
  model::Day undated{};  // the day of keys for which none was noted
  bool operator==(const Expiry&) const = default;

  bool has_story(model::Time first_seen) const { return first_seen >= stories_before; }
  bool has_key(std::optional<model::Day> shown) const {
    const model::Day day = shown.value_or(undated);
    return day >= keys_before || std::ranges::binary_search(kept_days, day);
  }
  // `days`: those on which a title was seen, see identify/identify.h.
  bool has_title(std::string_view days) const;
};

}  // namespace newswatch::store
