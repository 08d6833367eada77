#include "fold/burst_prior.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>

#include "fold/weights.h"

namespace newswatch::fold {

double burst_prior(const IndexedEvent& event, model::Time time) {
  const auto reports = event.reports();
  const auto newest = reports.last(std::min(reports.size(), kBurstReports));
  const auto near = std::count_if(newest.begin(), newest.end(), [&](const IndexedReport& report) {
    return std::chrono::abs(time - report.time) < kBurstTime;
  });
  return 1 + kBurst * std::log(static_cast<double>(std::max<std::ptrdiff_t>(near, 1)));
}

}  // namespace newswatch::fold
