// Story: one article of one outlet, however many feeds, urls, guids or edits it came by.
// Matched: a story with the topics that its text met. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::model {

struct Story {
  std::string id;              // 32 hex digits: XXH3-128 of the key it was first met by
  std::string outlet, feed;    // feed: the config's name of the feed that brought it first
  std::string guid, link;      // as the feed gave them
  std::string title, summary;  // plain text; summary is cut at 2,000 bytes
  std::vector<std::string> authors, categories;
  std::optional<Time> published, updated;  // as the feed gave them
  Time first_seen{};
  Time story_time{};  // published, else updated, else the document's date, else first_seen
  std::vector<std::string> keys;  // every key it is known by, strongest first, at most 32
  std::vector<std::uint64_t>
      titles;  // XXH3-64 of every normalised title it had, newest last, at most 8
  std::vector<std::string> topics;  // matched, names
  std::string event;                // id of the event it reports; empty: none
  bool held = false;                // by the age gate
  std::vector<std::string> notes;   // vetoes and other reasons of identity
};

struct TopicMatch {
  std::string topic;
  std::vector<std::string> why;  // "title: deepseek"
};

}  // namespace newswatch::model
