#include "engine/near_miss_ring.h"

#include <algorithm>
#include <iterator>

#include "store/queries.h"

namespace newswatch::engine {

void NearMissRing::drop_oldest(store::Batch& batch) const {
  const std::size_t all = keys_.size() + batch.near.size();
  if (batch.near.empty() || all <= kMost) return;
  const std::size_t dropped = std::min(all - kMost, keys_.size());
  if (dropped < keys_.size()) {
    batch.near_before = *std::next(keys_.begin(), static_cast<std::ptrdiff_t>(dropped));
    return;
  }
  for (const model::NearMiss& near : batch.near) {
    const std::string key = store::near_key(near);
    if (batch.near_before.empty() || key < batch.near_before) batch.near_before = key;
  }
}

void NearMissRing::committed(const store::Batch& batch) {
  keys_.erase(keys_.begin(), keys_.lower_bound(batch.near_before));
  for (const model::NearMiss& near : batch.near) keys_.insert(store::near_key(near));
}

}  // namespace newswatch::engine
