// Stores as earlier versions of newswatch left them, written with plain RocksDB.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace newswatch::store {

using OldRows =
    std::map<std::string, std::map<std::string, std::string>>;  // family -> key -> value

inline std::vector<std::string> old_families(int schema) {
  std::vector<std::string> names = {"meta",   "feeds",   "keys",  "titles", "stories", "held",
                                    "events", "reports", "index", "counts", "outbox"};
  if (schema >= 2) names.emplace_back("questions");
  if (schema >= 3) names.emplace_back("gaps");
  if (schema >= 4) names.emplace_back("dead");  // schema 5 added none
  if (schema >= 6) names.emplace_back("near");
  if (schema >= 7) names.insert(names.end(), {"trouble", "sinks", "sent"});
  return names;
}

// A new store with these families beside RocksDB's own.
inline void write_store(const std::filesystem::path& dir, const std::vector<std::string>& families,
                        const OldRows& rows) {
  rocksdb::Options options;
  options.create_if_missing = options.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyDescriptor> all = {{rocksdb::kDefaultColumnFamilyName, {}}};
  for (const std::string& name : families) all.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, dir, all, &handles, &db).ok());
  for (auto* handle : handles) {
    if (const auto of = rows.find(handle->GetName()); of != rows.end()) {
      for (const auto& [key, value] : of->second) {
        ASSERT_TRUE(db->Put({}, handle, key, value).ok());
      }
    }
    db->DestroyColumnFamilyHandle(handle);
  }
  delete db;
}

inline void write_old_store(const std::filesystem::path& dir, int schema, OldRows rows) {
  rows["meta"]["schema"] = std::to_string(schema);
  write_store(dir, old_families(schema), rows);
}

// As schema 3 wrote it: nothing says "opened". Its key was event/story.
inline std::string old_report(const std::string& event, const std::string& story,
                              const std::string& first_seen, double score) {
  return fmt::format(
      R"({{"schema":1,"story":"{}","outlet":"TIME","feed":"time","title":"A report",)"
      R"("link":"https://example.com/r","published":null,"first_seen":"{}","score":{},)"
      R"("why":["words: altman 0.21"],"origin":"AP","event":"{}","held":false,)"
      R"("considered":[]}})",
      story, first_seen, score, event);
}

inline std::string old_message(int row, const std::string& event, bool dead) {
  return fmt::format(
      R"({{"schema":1,"row":{},"sink":"file","created":"2025-01-28T20:00:00Z",)"
      R"("not_before":"2025-01-28T20:00:00Z","attempts":3,"last_error":"exit status 1","dead":{},)"
      R"("notification":{{"id":"{}:event.new","type":"event.new","time":"2025-01-28T20:00:00Z",)"
      R"("title":"A title","link":"https://example.com/r","event":{{"id":"{}","reports":[]}}}}}})",
      row, dead, event, event);
}

}  // namespace newswatch::store
