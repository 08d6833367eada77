// identify_document(): decides which stories the items of a document are, with one look into the
// store.
//
// Repeats (repeats.h) are left out, unless that could change what is decided about another item.
// Errors are those of the look-up. Apart from the look-up it is pure; one thread.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "identify/identify.h"
#include "identify/repeats.h"
#include "model/item.h"
#include "model/result.h"

namespace newswatch::identify {

// Reads all that the store knows under the keys of these items.
using LookUp = std::function<model::Result<Known>(std::span<const KeyedItem>)>;

struct IdentifiedDocument {
  std::vector<KeyedItem> items;  // of the items that were identified, in document order
  ItemOutcomes outcomes;         // one per item
  Remembered remembered;         // of this document, for the next one
};

// `before` is what was remembered of the feed's last document. look_up is called once, or twice if
// repeats cannot be left out.
model::Result<IdentifiedDocument> identify_document(const model::FeedDocument& document,
                                                    const Arrival& arrival,
                                                    const Remembered& before,
                                                    const LookUp& look_up);

}  // namespace newswatch::identify
