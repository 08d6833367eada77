// Repeats: items that stand in a feed's document as they stood in the one before, to the byte. Each
// was settled then: it is a known story that has not changed, and need not be looked up again. Most
// of a changed document is such items.
//
// What is left must come to what it would come to in the whole document. So an item without a date
// is never a repeat (its day is today's), nor one whose date lies ahead; and when a new item shares
// its guid or link with a repeat, or only its title is known, the whole document is identified.
// Kept in memory alone: after a start every item is looked up. Pure; any thread.
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

// Of a feed's last document; empty: nothing is a repeat. Of a document over kMostRemembered items
// nothing is kept.
struct Remembered {
  struct Item {
    std::uint64_t whole = 0;           // of all that identity and stories are made of
    std::uint32_t guid = 0, link = 0;  // of its keyed; 0: none
  };
  std::vector<Item> items;
};

inline constexpr std::size_t kMostRemembered = 200;

// Per item of the document its hash; 0 for one that can't be a repeat.
std::vector<std::uint64_t> item_hashes(const model::FeedDocument& document, model::Time now);

// Which items of the document are repeats.
std::vector<bool> repeats(const Remembered& before, std::span<const std::uint64_t> hashes);

// Whether `fresh`, the items of all other items, come to the same without the repeats.
bool stand_alone(std::span<const KeyedItem> fresh, const Known& known, const Remembered& before,
                 std::span<const std::uint64_t> hashes, const std::vector<bool>& repeated);

// What is to be remembered once the document is committed. `items` of the items that were
// identified, the rest is taken over.
Remembered remember(const Remembered& before, std::span<const std::uint64_t> hashes,
                    std::span<const KeyedItem> items);

}  // namespace newswatch::identify
