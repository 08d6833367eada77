#include "engine/keeping.h"

namespace newswatch::engine {
namespace {

constexpr std::chrono::days kGapsKept{90};

}  // namespace

bool Keeping::collect(const fold::Index& index, model::Duration window, model::Time now,
                      store::Batch& to) {
  next_horizon_ = std::chrono::floor<std::chrono::hours>(now - window);
  if (next_horizon_ == horizon_) return false;
  to.dropped_index_rows = index.expired(next_horizon_);
  next_gaps_day_ = std::chrono::floor<std::chrono::days>(now);
  if (next_gaps_day_ != gaps_day_) to.gaps_before = model::Time(next_gaps_day_ - kGapsKept);
  if (!to.dropped_index_rows.empty() || to.gaps_before) return true;
  horizon_ = next_horizon_;
  return false;
}

void Keeping::committed(fold::Index& index) {
  index.drop_before(next_horizon_);
  horizon_ = next_horizon_;
  gaps_day_ = next_gaps_day_;
}

}  // namespace newswatch::engine
