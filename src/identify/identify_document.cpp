#include "identify/identify_document.h"

#include <utility>

namespace newswatch::identify {

model::Result<IdentifiedDocument> identify_document(const model::FeedDocument& document,
                                                    const Arrival& arrival,
                                                    const Remembered& before,
                                                    const LookUp& look_up) {
  const auto hashes = item_hashes(document, arrival.now);
  const auto repeated = repeats(before, hashes);
  IdentifiedDocument result;
  result.items = prepare(document, arrival, repeated);
  auto known = look_up(result.items);
  if (!known) return tl::unexpected(known.error());
  if (!stand_alone(result.items, *known, before, hashes, repeated)) {
    result.items = prepare(document, arrival);
    known = look_up(result.items);
    if (!known) return tl::unexpected(known.error());
  }
  result.outcomes = identify(result.items, *known);
  result.remembered = remember(before, hashes, result.items);
  return result;
}

}  // namespace newswatch::identify
