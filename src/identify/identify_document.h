// identify_document(): the items of one document -> stories, with one look into the store.
//
// Items that stand in the document as they stood in the feed's last one are left out (repeats.h),
// unless a new item could be mistaken without them. Errors are those of the look-up. Pure but for
// that; one thread.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "identify/identify.h"
#include "identify/repeats.h"
#include "model/item.h"
#include "model/result.h"

namespace newswatch::identify {

// Everything that is stored under the keys of these items.
using LookUp = std::function<model::Result<Known>(std::span<const KeyedItem>)>;

struct IdentifiedDocument {
  std::vector<KeyedItem> items;  // of the items that were identified, in document order
  Outcomes outcomes;             // one per item
  Remembered remembered;         // of this document, for the next one
};

// before: what was remembered of the feed's last document. look_up is called once, or twice when
// the repeats can't be left out.
model::Result<IdentifiedDocument> identify_document(const model::FeedDocument& document,
                                                    const Arrival& arrival,
                                                    const Remembered& before,
                                                    const LookUp& look_up);

}  // namespace newswatch::identify
