// Story: one article of one outlet, in however many feeds and under however many urls, guids or
// titles it came. TopicMatch: a topic whose rule its text meets. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

struct Story {
  std::string id;              // 32 hex digits: XXH3-128 of a key it had when first seen
  std::string outlet, feed;    // feed: name of the feed that had it first
  std::string guid, link;      // as the feed gave them
  std::string title, summary;  // plain text; summary is cut at 2,000 bytes
  std::vector<std::string> authors, categories;
  std::optional<Time> published, updated;  // as the feed gave them
  Time first_seen{};
  Time story_time{};  // published, else updated, else the document's date, else first_seen
  std::vector<std::string> keys;  // see identify/identify.h; strongest first, at most 32
  std::vector<std::uint64_t>
      titles;  // XXH3-64 of every normalised title it had, newest last, at most 8
  // Names of other feeds and outlets that showed it, and the labels of all its feeds: at most 32.
  std::vector<std::string> more_feeds, more_outlets, labels;
  // XXH3-64 of each text that topics were asked about, with the feed that showed it; newest last,
  // at most 32.
  std::vector<std::uint64_t> matched;
  std::vector<std::string> topics;  // names of those it met
  std::string event;                // id of the event it reports; empty: none
  bool held = false;                // too old to notify of when it was first seen (max_age)
  std::vector<std::string> notes;   // for people: why a key was not used to identify it
};

struct TopicMatch {
  std::string topic;
  std::vector<std::string> why;  // "title: deepseek"
};

}  // namespace newswatch::model
