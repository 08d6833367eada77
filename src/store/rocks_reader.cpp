#include "store/rocks_reader.h"

#include <utility>

#include "store/earlier_schema.h"
#include "store/folder_check.h"
#include "store/tables.h"

namespace newswatch::store {
RocksReader::RocksReader(std::filesystem::path dir, ReaderScratch scratch, OnDamage on_damage)
    : dir_(std::move(dir)),
      scratch_(std::move(scratch)),
      on_damage_(std::move(on_damage)),
      identity_(std::make_unique<StoreIdentity>()) {}

RocksReader::~RocksReader() = default;

model::Result<std::unique_ptr<RocksReader>> RocksReader::open(const std::filesystem::path& dir,
                                                              const Options& options) {
  auto scratch = ReaderScratch::make(options.scratch_dir);
  if (!scratch) return tl::unexpected(scratch.error());
  std::unique_ptr<RocksReader> reader(new RocksReader(dir, std::move(*scratch), options.on_damage));
  if (auto opened = reader->reopen(); !opened) return tl::unexpected(opened.error());
  return reader;
}

model::Result<std::unique_ptr<RocksReader>> RocksReader::open(const std::filesystem::path& dir) {
  return open(dir, Options());
}

model::Result<void> RocksReader::reopen() {
  StoreIdentity identity = identity_of(dir_);  // first: what is put there later is another
  auto tables = Tables::open_reader(dir_, scratch_.path(), on_damage_);
  if (!tables) return tl::unexpected(tables.error());
  const auto schema = (*tables)->schema();
  if (!schema) return tl::unexpected(schema.error());
  earlier_.reset();
  tables_ = std::move(*tables);
  *identity_ = std::move(identity);
  schema_ = *schema;
  const bool is_earlier = schema_ > 0 && schema_ < kRowsMovedIn;
  if (is_earlier) earlier_ = std::make_unique<EarlierRows>(*tables_);
  return {};
}

// Following can lose a race against the writer removing a file; a new look cannot lose it for long.
// It does not see families that the writer has made since, as an upgrade does, and reads on in
// files that are open when others have taken their place.
model::Result<void> RocksReader::refresh() {
  StoreIdentity now = identity_of(dir_);
  if (now.follows(*identity_) && tables_->catch_up()) {
    const auto schema = tables_->schema();
    if (schema && *schema == schema_) {
      *identity_ = std::move(now);
      return {};
    }
  }
  return reopen();
}

std::vector<FamilySize> RocksReader::sizes() const { return tables_->sizes(); }
model::Result<void> RocksReader::verify_files() const { return tables_->verify_files(); }

const Rows& RocksReader::rows() const {
  if (earlier_) return *earlier_;
  return *tables_;
}

model::Result<Rows::Values> RocksReader::get(Family family,
                                             std::span<const std::string> keys) const {
  return rows().get(family, keys);
}

model::Result<void> RocksReader::scan(Family family, std::string_view from, std::string_view prefix,
                                      const Visit& visit) const {
  return rows().scan(family, from, prefix, visit);
}

model::Result<void> RocksReader::scan_newest_first(Family family, std::string_view before,
                                                   std::string_view prefix,
                                                   const Visit& visit) const {
  return rows().scan_newest_first(family, before, prefix, visit);
}

}  // namespace newswatch::store
