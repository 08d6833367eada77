#include "engine/near_miss_ring.h"

#include <algorithm>

#include "store/queries.h"

namespace newswatch::engine {

void NearMissRing::drop_oldest(store::Batch& batch) const {
  const std::size_t all = keys_.size() + batch.near.size();
  if (batch.near.empty() || all <= kMost) return;
  const std::size_t dropped = std::min(all - kMost, keys_.size());
  batch.near_before = dropped < keys_.size() ? keys_[dropped] : store::near_key(batch.near.front());
}

void NearMissRing::committed(const store::Batch& batch) {
  while (!keys_.empty() && keys_.front() < batch.near_before) keys_.pop_front();
  for (const model::NearMiss& near : batch.near) keys_.push_back(store::near_key(near));
}

}  // namespace newswatch::engine
