#include "store/rocks_reader.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "record/event_json.h"
#include "store/queries.h"
#include "store/tables.h"

namespace newswatch::store {
namespace {

Tables::Row event_row(const std::function<bool(const model::Event&)>& fn) {
  return [&fn](std::string_view key, std::string_view value) -> model::Result<bool> {
    const auto event = decode_event(key, value);
    if (!event) return tl::unexpected(event.error());
    return fn(*event);
  };
}

model::Result<std::filesystem::path> make_scratch(const std::filesystem::path& parent) {
  std::string name = (parent / "newswatch-reader-XXXXXX").string();
  if (::mkdtemp(name.data()) != nullptr) return std::filesystem::path(name);
  return model::fail(
      model::ErrorKind::kPermanent,
      fmt::format("cannot make a folder in {}: {}", parent.string(), std::strerror(errno)));
}

// The one key of the family that begins with prefix.
model::Result<std::optional<std::string>> the_one_key(const Tables& tables, Family family,
                                                      const std::string& prefix) {
  std::vector<std::string> found;
  const auto scanned = tables.scan(
      family, prefix, prefix, [&](std::string_view key, std::string_view) -> model::Result<bool> {
        found.emplace_back(key);
        return found.size() < 2;
      });
  if (!scanned) return tl::unexpected(scanned.error());
  if (found.empty()) return std::optional<std::string>();
  if (found.size() > 1) {
    return model::fail(
        model::ErrorKind::kBadInput,
        fmt::format("several {} begin with {}: {}, {}, ...; give more of the id",
                    kFamilyNames[static_cast<std::size_t>(family)], prefix, found[0], found[1]));
  }
  return std::optional(std::move(found.front()));
}

}  // namespace

RocksReader::RocksReader(std::filesystem::path dir, std::filesystem::path scratch)
    : dir_(std::move(dir)), scratch_(std::move(scratch)) {}

RocksReader::~RocksReader() {
  tables_.reset();
  std::error_code ignored;  // nothing depends on it
  std::filesystem::remove_all(scratch_, ignored);
}

model::Result<std::unique_ptr<RocksReader>> RocksReader::open(const std::filesystem::path& dir,
                                                              const Options& options) {
  auto scratch = make_scratch(options.scratch_dir);
  if (!scratch) return tl::unexpected(scratch.error());
  std::unique_ptr<RocksReader> reader(new RocksReader(dir, std::move(*scratch)));
  if (auto opened = reader->reopen(); !opened) return tl::unexpected(opened.error());
  return reader;
}

model::Result<std::unique_ptr<RocksReader>> RocksReader::open(const std::filesystem::path& dir) {
  return open(dir, Options());
}

model::Result<void> RocksReader::reopen() {
  auto tables = Tables::open_reader(dir_, scratch_);
  if (!tables) return tl::unexpected(tables.error());
  tables_ = std::move(*tables);
  return {};
}

// Following can lose a race against the writer removing a file; a new look cannot lose it for long.
model::Result<void> RocksReader::refresh() {
  if (tables_->catch_up()) return {};
  return reopen();
}

model::Result<std::optional<model::Event>> RocksReader::event(const std::string& id) const {
  return find_event(*tables_, id);
}

model::Result<std::optional<std::string>> RocksReader::complete_event_id(
    std::string_view prefix) const {
  std::string upper(prefix);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return the_one_key(*tables_, Family::kEvents, upper);
}

model::Result<std::optional<std::string>> RocksReader::complete_story_id(
    std::string_view prefix) const {
  std::string lower(prefix);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return the_one_key(*tables_, Family::kStories, lower);
}

model::Result<void> RocksReader::for_each_event(
    const std::string& after_id, const std::function<bool(const model::Event&)>& fn) const {
  // The id itself and a zero byte: the first key after it.
  const std::string from = after_id.empty() ? after_id : after_id + '\0';
  return tables_->scan(Family::kEvents, from, "", event_row(fn));
}

model::Result<void> RocksReader::for_each_event_newest_first(
    const std::function<bool(const model::Event&)>& fn) const {
  return tables_->scan_newest_first(Family::kEvents, event_row(fn));
}

model::Result<std::vector<model::Report>> RocksReader::reports(const std::string& event,
                                                               std::size_t limit) const {
  return find_reports(*tables_, event, limit);
}

model::Result<std::optional<model::Report>> RocksReader::report(const std::string& event,
                                                                const std::string& story) const {
  return find_report(*tables_, event, story);
}

model::Result<std::vector<model::FeedState>> RocksReader::feeds() const {
  return all_feeds(*tables_);
}

model::Result<std::optional<model::Story>> RocksReader::story(const std::string& id) const {
  auto found = find_stories(*tables_, std::span(&id, 1));
  if (!found) return tl::unexpected(found.error());
  return std::move(found->front());
}

model::Result<std::optional<std::string>> RocksReader::find_key(const std::string& key) const {
  return tables_->get(Family::kKeys, key);
}

model::Result<void> RocksReader::for_each_held(
    std::optional<model::Time> since, const std::function<bool(const model::Story&)>& fn) const {
  return tables_->scan(Family::kHeld, since ? held_prefix(*since) : "", "",
                       [&](std::string_view key, std::string_view) -> model::Result<bool> {
                         const auto held = story(std::string(held_story(key)));
                         if (!held) return tl::unexpected(held.error());
                         // The row outlives the hold: the story itself says how it is.
                         return !*held || !(*held)->held || fn(**held);
                       });
}

model::Result<std::vector<model::Gap>> RocksReader::gaps(model::Time since) const {
  return gaps_since(*tables_, since);
}

model::Result<std::vector<model::OutboxRow>> RocksReader::outbox() const {
  return all_outbox(*tables_);
}

model::Result<std::string> RocksReader::last_event_id() const { return newest_event_id(*tables_); }

}  // namespace newswatch::store
