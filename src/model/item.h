// Item and FeedDocument: what the parser makes of one document.
//
// Plain values that own their memory. An absent text is an empty string, an absent time is nullopt.
// All text is valid UTF-8. The fields and their meanings are a contract: `newswatch parse` prints
// them (record/feed_json.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

enum class FeedFormat { kRss20, kRss10, kRss09x, kAtom10, kAtom03, kJson1, kCdf, kSitemap };

struct Person {
  std::string name, email, uri;
  bool operator==(const Person&) const = default;
};

struct Enclosure {
  std::string url, type;
  std::optional<std::uint64_t> length;  // bytes
  bool operator==(const Enclosure&) const = default;
};

struct Source {  // the outlet that an aggregator names
  std::string title, url;
  bool operator==(const Source&) const = default;
};

struct Item {
  std::string id;  // guid, atom:id, rdf:about or JSON id; verbatim, trimmed
  bool id_is_permalink = false;
  std::string title;             // plain text
  std::string link;              // absolute, http or https
  std::string summary, content;  // HTML or text as given
  std::vector<Person> authors;
  std::vector<std::string> categories;
  std::optional<Time> published, updated;
  std::vector<Enclosure> enclosures;
  std::string comments;
  std::optional<Source> source;
};

struct FeedInfo {
  std::string title, link, description, language, hub;
  std::optional<Time> updated, published;
  std::optional<int> ttl_minutes;   // RSS ttl, else sy:updatePeriod / sy:updateFrequency
  bool ttl_is_syndication = false;  // ttl_minutes came from sy:*: reported, never obeyed
  std::vector<int> skip_hours;      // 0..23, UTC (RSS 2.0 skipHours)
  std::vector<int> skip_days;       // 0 = Sunday .. 6, UTC (RSS 2.0 skipDays)
  std::vector<Person> authors;
  std::vector<std::string> categories;
};

struct FeedDocument {
  FeedFormat format = FeedFormat::kRss20;
  std::string encoding;  // the one the bytes were decoded from, lower case
  FeedInfo feed;
  std::vector<Item> items;            // in document order; of more than 10,000 the newest
  std::vector<std::string> warnings;  // every repair, plain sentences
  bool complete = true;               // false: the document ends before its root does
};

}  // namespace newswatch::model
