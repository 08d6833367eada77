#include "store/rocks_reader.h"

#include <sys/stat.h>

#include <utility>

#include "store/earlier_schema.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

std::uint64_t inode_of(const std::filesystem::path& dir) {
  struct stat info {};
  return ::stat(dir.c_str(), &info) == 0 ? info.st_ino : 0;
}

}  // namespace

RocksReader::RocksReader(std::filesystem::path dir, ReaderScratch scratch, OnDamage on_damage)
    : dir_(std::move(dir)), scratch_(std::move(scratch)), on_damage_(std::move(on_damage)) {}

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

// A restored store has taken its place. Its files may have the names of the old one's.
bool RocksReader::is_another_folder() const { return inode_of(dir_) != inode_; }

model::Result<void> RocksReader::reopen() {
  inode_ = inode_of(dir_);  // first: another that comes meanwhile is noticed by the next refresh()
  auto tables = Tables::open_reader(dir_, scratch_.path(), on_damage_);
  if (!tables) return tl::unexpected(tables.error());
  const auto schema = (*tables)->schema();
  if (!schema) return tl::unexpected(schema.error());
  earlier_.reset();
  tables_ = std::move(*tables);
  schema_ = *schema;
  const bool is_earlier = schema_ > 0 && schema_ < kRowsMovedIn;
  if (is_earlier) earlier_ = std::make_unique<EarlierRows>(*tables_);
  return {};
}

// Following can lose a race against the writer removing a file; a new look cannot lose it for long.
// It does not see families that the writer has made since, as an upgrade does.
model::Result<void> RocksReader::refresh() {
  if (!is_another_folder() && tables_->catch_up()) {
    const auto schema = tables_->schema();
    if (schema && *schema == schema_) return {};
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

model::Result<void> RocksReader::scan_newest_first(Family family, std::string_view prefix,
                                                   const Visit& visit) const {
  return rows().scan_newest_first(family, prefix, visit);
}

}  // namespace newswatch::store
