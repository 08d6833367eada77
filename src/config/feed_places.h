// Where the feeds stand that were read so far, by name and by url: both are unique over all files
// of a config. Internal to config/. Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "config/problem.h"

namespace newswatch::config {

struct FeedPlace {
  std::string_view file;  // must outlive it
  Position at;
};

struct FeedPlaces {
  std::unordered_map<std::string, FeedPlace> names;
  std::unordered_map<std::string, FeedPlace> urls;  // in the normal form of net::to_string()
};

}  // namespace newswatch::config
