#include "daemon/crash_marks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>
#include <utility>

#include "process/denial.h"
#include "text/hash.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kInHand = 64;    // slots of marks, the first in the file
constexpr std::size_t kSlots = 256;    // the rest hold what earlier runs left
constexpr std::size_t kNone = kSlots;  // more threads than slots: not marked

std::uint64_t feed_hash(std::string_view url) {
  return std::max<std::uint64_t>(text::hash64(url), 1);  // 0 is a free slot
}

}  // namespace

CrashMarks::CrashMarks(process::UniqueFd fd) : fd_(std::move(fd)), slots_(kSlots) { read(); }

model::Result<std::unique_ptr<CrashMarks>> CrashMarks::open(const std::filesystem::path& file) {
  process::UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!fd.valid()) {
    const std::string reason = std::strerror(errno);
    const auto denied = process::denial(file, process::Wish::kWrite);
    const std::string mend = fmt::format("write: sudo chown {}: {}",
                                         process::shell_word(process::user_name(::geteuid())),
                                         process::shell_word(file.string()));
    return model::fail(model::ErrorKind::kPermanent,
                       fmt::format("open {}: {}", file.string(),
                                   denied ? process::to_string(*denied, mend) : reason));
  }
  return std::unique_ptr<CrashMarks>(new CrashMarks(std::move(fd)));
}

void CrashMarks::read() {
  static_assert(sizeof(Record) == 16 && std::is_trivially_copyable_v<Record>);
  std::vector<Record> stored(kSlots);
  const ssize_t bytes = ::pread(fd_.get(), stored.data(), kSlots * sizeof(Record), 0);
  stored.resize(bytes > 0 ? static_cast<std::size_t>(bytes) / sizeof(Record) : 0);
  std::map<std::uint64_t, std::uint32_t> counts;
  for (const Record& record : stored) {
    if (record.feed == 0) continue;
    std::uint32_t& count = counts[record.feed];
    count = std::max(count, record.count);
  }
  const Lock lock(mutex_);
  std::size_t slot = kInHand;
  for (const auto& [feed, count] : counts) {
    if (slot < kSlots) slots_[slot++] = {feed, count};
  }
  // Written in whole, so that no later record needs room on the disk.
  [[maybe_unused]] const ssize_t written =
      ::pwrite(fd_.get(), slots_.data(), kSlots * sizeof(Record), 0);
}

void CrashMarks::put(std::size_t slot, const Record& record) {
  slots_[slot] = record;
  [[maybe_unused]] const ssize_t written =
      ::pwrite(fd_.get(), &record, sizeof record, static_cast<off_t>(slot * sizeof record));
}

CrashMarks::Mark CrashMarks::mark(std::string_view url) {
  const std::uint64_t feed = feed_hash(url);
  const Lock lock(mutex_);
  std::uint32_t count = 1;
  for (std::size_t slot = kInHand; slot < kSlots; ++slot) {
    if (slots_[slot].feed == feed) count = slots_[slot].count + 1;
  }
  for (std::size_t slot = 0; slot < kInHand; ++slot) {
    if (slots_[slot].feed != 0) continue;
    put(slot, {feed, count});
    return {*this, slot};
  }
  return {*this, kNone};
}

CrashMarks::Mark::~Mark() {
  if (slot_ == kNone) return;
  const Lock lock(marks_.mutex_);
  marks_.put(slot_, {});
}

void CrashMarks::forget(std::string_view url) {
  const std::uint64_t feed = feed_hash(url);
  const Lock lock(mutex_);
  for (std::size_t slot = kInHand; slot < kSlots; ++slot) {
    if (slots_[slot].feed == feed) put(slot, {});
  }
}

void CrashMarks::release_all() {
  const Lock lock(mutex_);
  for (std::size_t slot = 0; slot < kInHand; ++slot) {
    if (slots_[slot].feed != 0) put(slot, {});
  }
}

std::map<std::string, int> CrashMarks::left(std::span<const std::string> urls) const {
  const Lock lock(mutex_);
  std::map<std::uint64_t, std::uint32_t> counts;
  for (std::size_t slot = kInHand; slot < kSlots; ++slot) {
    if (slots_[slot].feed != 0) counts[slots_[slot].feed] = slots_[slot].count;
  }
  std::map<std::string, int> found;
  if (counts.empty()) return found;
  for (const std::string& url : urls) {
    const auto at = counts.find(feed_hash(url));
    if (at != counts.end()) found[url] = static_cast<int>(at->second);
  }
  return found;
}

}  // namespace newswatch::daemon
