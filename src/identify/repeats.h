// Finds repeats: items that are the same, byte for byte, as in the last document of their feed.
// Such an item is a known story that has not changed, so it need not be looked up. Most items of a
// changed document are repeats.
//
// To leave repeats out must not change what identify() decides about the other items. So an item
// without a date (its day is today) or with a date in the future is never a repeat. And the whole
// document is identified if a new item has the guid or the link of a repeat, or if only its title
// is known. Nothing is stored: after a start, every item is looked up. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "identify/identify.h"
#include "model/clock.h"
#include "model/item.h"

namespace newswatch::identify {

// What is remembered of the last document of a feed. Empty: nothing is a repeat. A document with
// more than kMostRemembered items is not remembered.
struct Remembered {
  struct Item {
    std::uint64_t whole = 0;           // hash of all fields that identify() uses
    std::uint32_t guid = 0, link = 0;  // hashes of guid and canonical link; 0: none
  };
  std::vector<Item> items;
};

inline constexpr std::size_t kMostRemembered = 200;

// A hash of each item of the document. 0: it cannot be a repeat.
std::vector<std::uint64_t> item_hashes(const model::FeedDocument& document, model::Time now);

// Whether each item of the document is a repeat.
std::vector<bool> repeats(const Remembered& before, std::span<const std::uint64_t> hashes);

// Whether identify() decides the same about `fresh`, the items that are no repeats, when the
// repeats are left out.
bool stand_alone(std::span<const KeyedItem> fresh, const Known& known, const Remembered& before,
                 std::span<const std::uint64_t> hashes, const std::vector<bool>& repeated);

// What to remember once the document is committed: `items`, which were identified, and the repeats.
Remembered remember(const Remembered& before, std::span<const std::uint64_t> hashes,
                    std::span<const KeyedItem> items);

}  // namespace newswatch::identify
