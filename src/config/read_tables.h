// [[feed]], [[topic]] and [[sink]], each a list of tables, and the checks that concern more than
// one key of a table. Internal to config/. Problems go to FileContext::problems; the values are
// good only when there are none.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/feed_places.h"
#include "config/settings.h"
#include "config/sink_keys.h"
#include "config/table_reader.h"

namespace newswatch::config {

// Reads these keys of a table. table: its name in the message about a key that is needed and not
// there, when that is more than the reader's.
template <class Keys, class Values>
void read_keys(const Keys& keys, TableReader& reader, Values& values, std::string_view table = {}) {
  for (const auto& key : keys) {
    if (key.needed && !reader.has(key.name)) {
      reader.missing(key.name, table.empty() ? reader.name() : table, key.example);
    } else {
      key.read(reader, values);
    }
  }
}

// Appends the feeds of [[feed]] to `feeds`. `places`: of the feeds before, which gets these.
void read_feeds(const Array& tables, const FetchSettings& fetch, const FileContext& file,
                FeedPlaces& places, std::vector<FeedSettings>& feeds);

// The outlet of a feed that names none: its host without "www.".
std::string default_outlet(const std::string& url);

// `feeds` are those in effect: the scope of a topic must name what there is.
std::vector<TopicSettings> read_topics(const Array& tables, const std::vector<FeedSettings>& feeds,
                                       const FileContext& file);

// The topics of a sink must be among `topics`, its type in `sink_types`.
std::vector<SinkSettings> read_sinks(const Array& tables, const std::vector<TopicSettings>& topics,
                                     SinkTable sink_types, const FileContext& file);

// [judge], after its keys were read. given: the table is there; good: its keys had no problem.
// Without an api_key_file a judge with a url takes the credential judge-api-key.
void check_judge(TableReader& reader, JudgeSettings& judge, bool given, bool good);

// The name of this table: fit for lists and messages, and not among `names`, which gets it.
void check_name(const std::string& name, TableReader& reader,
                std::unordered_set<std::string>& names);

}  // namespace newswatch::config
