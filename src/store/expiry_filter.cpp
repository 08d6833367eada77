#include "store/expiry_filter.h"

#include <rocksdb/compaction_filter.h>
#include <rocksdb/options.h>

#include <string>
#include <string_view>
#include <utility>

#include "record/raw_members.h"
#include "text/times.h"

namespace newswatch::store {
namespace {

constexpr std::size_t kDayWidth = 10;  // "2025-01-28"

bool is_kept(Family family, const Expiry& expiry, std::string_view value) {
  switch (family) {
    case Family::kKeys:
      return expiry.has_key(read_key_value(value).shown);
    case Family::kTitles:
      return expiry.has_title(value);
    default: {
      const auto members = record::raw_members<1>(value, {"first_seen"});
      const auto first_seen = members ? record::raw_time((*members)[0]) : std::nullopt;
      return !first_seen || expiry.has_story(*first_seen);
    }
  }
}

// Of one compaction: it goes by what had expired when that began.
class DropExpired final : public rocksdb::CompactionFilter {
 public:
  DropExpired(Family family, std::shared_ptr<const Expiry> expiry)
      : family_(family), expiry_(std::move(expiry)) {}

  bool Filter(int, const rocksdb::Slice&, const rocksdb::Slice& value, std::string*,
              bool*) const override {
    return !is_kept(family_, *expiry_, {value.data(), value.size()});
  }
  const char* Name() const override { return "newswatch.expiry"; }

 private:
  const Family family_;
  const std::shared_ptr<const Expiry> expiry_;
};

class FilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  FilterFactory(Family family, std::shared_ptr<ExpiryFilter> filter)
      : family_(family), filter_(std::move(filter)) {}

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<DropExpired>(family_, filter_->get());
  }
  const char* Name() const override { return "newswatch.expiry"; }

 private:
  const Family family_;
  const std::shared_ptr<ExpiryFilter> filter_;
};

}  // namespace

bool Expiry::has_title(std::string_view days) const {
  for (; days.size() >= kDayWidth; days.remove_prefix(std::min(kDayWidth + 1, days.size()))) {
    const auto day = text::parse_rfc3339(days.substr(0, kDayWidth));
    if (!day || std::chrono::floor<std::chrono::days>(*day) >= keys_before) return true;
  }
  return false;
}

void ExpiryFilter::set(Expiry expiry) {
  auto set = std::make_shared<const Expiry>(std::move(expiry));
  const std::scoped_lock lock(mutex_);
  expiry_ = std::move(set);
}

std::shared_ptr<const Expiry> ExpiryFilter::get() const {
  const std::scoped_lock lock(mutex_);
  return expiry_;
}

void add_filter(Family family, const std::shared_ptr<ExpiryFilter>& filter,
                rocksdb::ColumnFamilyOptions& options) {
  if (family != Family::kKeys && family != Family::kTitles && family != Family::kStories) return;
  options.compaction_filter_factory = std::make_shared<FilterFactory>(family, filter);
  options.periodic_compaction_seconds =
      static_cast<std::uint64_t>(std::chrono::seconds(kCompactedWithin).count());
}

}  // namespace newswatch::store
