#include "bench/minimal_loop.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <pugixml.hpp>
#include <vector>

namespace newswatch::bench {
namespace {

void need(bool well, std::string_view what) {
  if (well) return;
  fmt::print(stderr, "minimal loop: {}\n", what);
  std::exit(1);
}

}  // namespace

MinimalLoop::MinimalLoop(const std::filesystem::path& folder, bool keeps_time)
    : keeps_time_(keeps_time), easy_(curl_easy_init()), multi_(curl_multi_init()) {
  need(easy_ && multi_, "libcurl has no memory");
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  need(rocksdb::DB::Open(options, folder.string(), &db).ok(), "can't open the store");
  db_.reset(db);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &MinimalLoop::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &MinimalLoop::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT, 20L);
}

MinimalLoop::~MinimalLoop() {
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

std::size_t MinimalLoop::on_header(char* bytes, std::size_t, std::size_t count, void* self) {
  auto* const loop = static_cast<MinimalLoop*>(self);
  const std::string_view line(bytes, count);
  const auto value = [&](std::size_t name) {
    return std::string(line.substr(name, line.find_last_not_of("\r\n") + 1 - name));
  };
  if (line.starts_with("ETag: ")) loop->etag_ = value(6);
  if (line.starts_with("Last-Modified: ")) loop->last_modified_ = value(15);
  return count;
}

std::size_t MinimalLoop::on_body(char* bytes, std::size_t, std::size_t count, void* self) {
  static_cast<MinimalLoop*>(self)->body_.append(bytes, count);
  return count;
}

long MinimalLoop::fetch(const std::string& url) {
  curl_slist* headers = nullptr;
  if (!etag_.empty()) headers = curl_slist_append(headers, ("If-None-Match: " + etag_).c_str());
  if (!last_modified_.empty()) {
    headers = curl_slist_append(headers, ("If-Modified-Since: " + last_modified_).c_str());
  }
  body_.clear();
  curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers);
  curl_multi_add_handle(multi_, easy_);
  CURLcode code = CURLE_FAILED_INIT;
  for (int running = 1; running > 0;) {
    curl_multi_perform(multi_, &running);
    if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
  }
  for (int left = 0; const CURLMsg* message = curl_multi_info_read(multi_, &left);) {
    code = message->data.result;
  }
  curl_multi_remove_handle(multi_, easy_);
  curl_slist_free_all(headers);
  need(code == CURLE_OK, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::string MinimalLoop::feed_row() const {
  return fmt::format("{}\n{}\n{}", etag_, last_modified_, std::time(nullptr));
}

void MinimalLoop::keep(const std::string& url) {
  pugi::xml_document xml;
  need(xml.load_buffer_inplace(body_.data(), body_.size()), "not well-formed");
  std::vector<std::string> keys, rows;
  for (const pugi::xml_node item : xml.child("rss").child("channel").children("item")) {
    keys.emplace_back(std::string("item/") + item.child_value("guid"));
    rows.emplace_back(fmt::format("{}\n{}", item.child_value("title"), item.child_value("link")));
  }
  const std::vector<rocksdb::Slice> wanted(keys.begin(), keys.end());
  std::vector<std::string> known;
  const std::vector<rocksdb::Status> found = db_->MultiGet(rocksdb::ReadOptions(), wanted, &known);
  rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!found[i].IsNotFound()) continue;
    batch.Put(keys[i], rows[i]);
    ++new_items_;
  }
  batch.Put("feed/" + url, feed_row());
  need(db_->Write(rocksdb::WriteOptions(), &batch).ok(), "can't write");
}

long MinimalLoop::poll(const std::string& url) {
  const long status = fetch(url);
  if (status == 200) {
    keep(url);
  } else if (keeps_time_) {
    need(db_->Put(rocksdb::WriteOptions(), "feed/" + url, feed_row()).ok(), "can't write");
  }
  return status;
}

}  // namespace newswatch::bench
