// MinimalLoop: a poller as a competent programmer writes it in an afternoon, to weigh ours against.
//
// One libcurl handle that is used again and again on a multi handle, validators, pugixml, and a
// RocksDB with its default options: a row for each item (guid -> title and link), one for each feed
// (its validators), one batch without sync for each document. It checks nothing else. Ends the
// program where anything fails. One thread.
#pragma once

#include <curl/curl.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace newswatch::bench {

class MinimalLoop {
 public:
  // keeps_time: a 304 writes the feed's row too, so that a restart knows when it was asked last.
  MinimalLoop(const std::filesystem::path& folder, bool keeps_time);
  ~MinimalLoop();
  MinimalLoop(const MinimalLoop&) = delete;
  MinimalLoop& operator=(const MinimalLoop&) = delete;

  // The status; new_items() grows by what was not known.
  long poll(const std::string& url);
  std::size_t new_items() const { return new_items_; }

 private:
  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self);
  long fetch(const std::string& url);
  void keep(const std::string& url);
  std::string feed_row() const;

  const bool keeps_time_;
  CURL* const easy_;
  CURLM* const multi_;
  std::unique_ptr<rocksdb::DB> db_;
  std::string etag_, last_modified_, body_;
  std::size_t new_items_ = 0;
};

}  // namespace newswatch::bench
