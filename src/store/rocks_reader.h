// RocksReader: reads the store while the daemon writes it, or when no daemon runs.
//
// A RocksDB secondary instance: takes no lock, writes nothing into the store, needs read permission
// only (the group has it). It shows the store as of open() or the last refresh(). Errors:
// kPermanent when there is no store, it may not be read, or a newer newswatch wrote it (all say
// what to do); kCorrupt when stored bytes are not ours; kTransient when the writer was always
// faster. One thread at a time. Its scratch folder is removed with it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/feed.h"
#include "model/notification.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::store {

class Tables;

class RocksReader {
 public:
  // Where the secondary's own folder is made; it stays empty.
  struct Options {
    std::filesystem::path scratch_dir = "/tmp";
  };

  static model::Result<std::unique_ptr<RocksReader>> open(const std::filesystem::path& dir,
                                                          const Options& options);
  static model::Result<std::unique_ptr<RocksReader>> open(const std::filesystem::path& dir);
  ~RocksReader();
  RocksReader(const RocksReader&) = delete;
  RocksReader& operator=(const RocksReader&) = delete;

  // Catches up with what the daemon has written since.
  model::Result<void> refresh();

  model::Result<std::optional<model::Event>> event(const std::string& id) const;
  // The one id that begins with prefix (upper or lower case); nullopt: none does; kBadInput:
  // several do.
  model::Result<std::optional<std::string>> complete_event_id(std::string_view prefix) const;
  model::Result<std::optional<std::string>> complete_story_id(std::string_view prefix) const;

  // Every event, merged and waiting ones too, until fn returns false. Ascending, from the first id
  // greater than after_id (empty: all).
  model::Result<void> for_each_event(const std::string& after_id,
                                     const std::function<bool(const model::Event&)>& fn) const;
  model::Result<void> for_each_event_newest_first(
      const std::function<bool(const model::Event&)>& fn) const;

  // Reports of an event by first_seen, at most limit (0: all).
  model::Result<std::vector<model::Report>> reports(const std::string& event,
                                                    std::size_t limit) const;
  model::Result<std::optional<model::Report>> report(const std::string& event,
                                                     const std::string& story) const;
  model::Result<std::vector<model::FeedState>> feeds() const;  // by url
  // Times in which feeds were not watched, or rolled over, that ended at `since` or later.
  model::Result<std::vector<model::Gap>> gaps(model::Time since) const;
  model::Result<std::optional<model::Story>> story(const std::string& id) const;
  // The id of the story that an identity key belongs to.
  model::Result<std::optional<std::string>> find_key(const std::string& key) const;

  // Stories held by the age gate, by first_seen ascending, until fn returns false.
  model::Result<void> for_each_held(std::optional<model::Time> since,
                                    const std::function<bool(const model::Story&)>& fn) const;

  model::Result<std::vector<model::OutboxRow>> outbox() const;  // ascending by row
  model::Result<std::string> last_event_id() const;             // empty: none yet

 private:
  RocksReader(std::filesystem::path dir, std::filesystem::path scratch);
  model::Result<void> reopen();

  const std::filesystem::path dir_, scratch_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace newswatch::store
