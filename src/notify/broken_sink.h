// BrokenSink: stands in for a sink that could not be made. Each delivery fails with the reason and
// is tried again, so that nothing is lost until a person has mended it. Notify loop's thread only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "notify/notifier.h"

namespace newswatch::notify {

class BrokenSink final : public Notifier {
 public:
  explicit BrokenSink(std::string why) : why_(std::move(why)) {}

  void start(const model::OutboxRow& row) override { rows_.push_back(row.row); }
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<Delivery>& done) override {
    for (const std::uint64_t row : rows_) {
      done.push_back(
          {row, tl::unexpected(Failure{
                    .cause = model::FailureCause::kRefused, .what = why_, .ends = Ends::kSink})});
    }
    rows_.clear();
  }
  std::string preview(const model::OutboxRow&) override { return why_; }
  void cancel() override { rows_.clear(); }

 private:
  std::string why_;
  std::vector<std::uint64_t> rows_;
};

}  // namespace newswatch::notify
