#include "store/repair_store.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "store/kept_copy.h"
#include "store/reader_scratch.h"
#include "store/replace_store.h"
#include "store/rocks_reader.h"
#include "store/row_writes.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBytesAtOnce = 1 << 20;  // of a batch
constexpr int kRounds = 8;  // a mend makes another needed: reports, their event, its count

// Rows that go into the store in batches of bounded size.
class Gathered {
 public:
  explicit Gathered(Tables& tables) : tables_(tables) {}

  model::Result<void> add(Family family, std::string_view key,
                          const std::optional<std::string_view>& value) {
    if (!writes_) writes_ = std::make_unique<RowWrites>(tables_);
    if (value) {
      writes_->put(family, key, *value);
    } else {
      writes_->drop(family, key);
    }
    bytes_ += key.size() + (value ? value->size() : 0);
    return bytes_ < kBytesAtOnce ? model::Result<void>() : flush();
  }
  model::Result<void> flush() {
    bytes_ = 0;
    const auto writes = std::move(writes_);
    return writes ? writes->write(false) : model::Result<void>();
  }

 private:
  Tables& tables_;
  std::unique_ptr<RowWrites> writes_;
  std::size_t bytes_ = 0;
};

model::Result<void> copy_rows(const Rows& from, Tables& to) {
  Gathered gathered(to);
  for (const FamilyEntry& entry : kFamilies) {
    auto done = from.scan(entry.family, "", "",
                          [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                            auto added = gathered.add(entry.family, key, value);
                            if (!added) return tl::unexpected(added.error());
                            return true;
                          });
    if (done) done = gathered.flush();
    if (!done) return done;
  }
  to.sync();
  return {};
}

// All rows that can be read, in a new store. Returns where the old one is.
model::Result<fs::path> rewrite(const fs::path& store, model::Time now) {
  auto scratch = ReaderScratch::make(fs::temp_directory_path());
  if (!scratch) return tl::unexpected(scratch.error());
  auto reader = Tables::open_reader(store, scratch->path(), [](const Damage&) {});
  if (!reader) return tl::unexpected(reader.error());
  const auto lock = lock_store(store);  // after the reader, which would let it go
  if (!lock) return tl::unexpected(lock.error());
  const auto part = begin_replacement(store);
  if (!part) return tl::unexpected(part.error());
  {
    auto writer = Tables::open_writer(*part, {}, nullptr);
    if (!writer) return tl::unexpected(writer.error());
    if (auto done = copy_rows(**reader, **writer); !done) return tl::unexpected(done.error());
  }
  return finish_replacement(store, "repair", now);
}

model::Result<fs::path> keep(const fs::path& store, model::Time now) {
  const auto lock = lock_store(store);
  if (!lock) return tl::unexpected(lock.error());
  return keep_before_repair(store, now);
}

model::Result<std::uint64_t> mend(const fs::path& store, const OnFinding& on_left) {
  auto tables = Tables::open_writer(store, {}, nullptr);
  if (!tables) return tl::unexpected(tables.error());
  for (int round = 1;; ++round) {
    std::vector<Finding> found;
    const auto checked =
        check_rows(**tables, [&](Finding finding) { found.push_back(std::move(finding)); });
    if (!checked) return tl::unexpected(checked.error());
    const bool none =
        std::ranges::all_of(found, [](const Finding& finding) { return finding.mends.empty(); });
    if (none || round == kRounds) {
      for (Finding& finding : found) on_left(std::move(finding));
      (*tables)->sync();
      return checked->findings;
    }
    Gathered gathered(**tables);
    for (const Finding& finding : found) {
      for (const auto& [family, key, value] : finding.mends) {
        if (auto done = gathered.add(family, key, value); !done) {
          return tl::unexpected(done.error());
        }
      }
    }
    if (auto done = gathered.flush(); !done) return tl::unexpected(done.error());
  }
}

}  // namespace

model::Result<Repaired> repair(const fs::path& store, const OnFinding& on_finding,
                               const OnDamage& on_damage, model::Time now) {
  Repaired repaired;
  {
    const auto reader = RocksReader::open(store, {.on_damage = [&](const Damage& damage) {
                                            repaired.damage = damage.what;
                                            on_damage(damage);
                                          }});
    if (!reader) return tl::unexpected(reader.error());
    const auto whole = (*reader)->verify_files();
    if (!whole && whole.error().kind != model::ErrorKind::kCorrupt) {
      return tl::unexpected(whole.error());
    }
    if (!whole) repaired.damage = whole.error().context;
    const auto checked = check_rows(**reader, on_finding);
    if (!checked) return tl::unexpected(checked.error());
    repaired.before = *checked;
  }
  const bool damaged = !repaired.damage.empty();
  if (!damaged && repaired.before.findings == 0) return repaired;
  auto kept = damaged ? rewrite(store, now) : keep(store, now);
  if (!kept) return tl::unexpected(kept.error());
  repaired.kept = std::move(*kept);
  const auto left = mend(store, on_finding);
  if (!left) return tl::unexpected(left.error());
  repaired.left = *left;
  return repaired;
}

}  // namespace newswatch::store
