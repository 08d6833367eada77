// [[feed]], [[topic]], [[sink]], a list of tables each, and [judge], read and checked. Internal to
// config/.
// What is wrong is noted in Surroundings::problems; the values are good only when nothing is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/document.h"
#include "config/load_settings.h"
#include "config/settings.h"

namespace newswatch::config {

struct Surroundings {
  Problems& problems;
  std::filesystem::path folder;  // relative paths begin here
  NamedFiles named_files = NamedFiles::kCheck;
  std::string search_path;            // $PATH
  std::filesystem::path credentials;  // $CREDENTIALS_DIRECTORY, of systemd; empty: none
};

class TableReader;

// A relative path is taken from the folder; an empty one stays empty.
std::filesystem::path resolve(std::string_view path, const Surroundings& around);

std::vector<Feed> read_feeds(const Array& tables, const Fetch& fetch, Surroundings& around);

// `feeds` are those in effect: the scope of a topic must name what there is.
std::vector<Topic> read_topics(const Array& tables, const std::vector<Feed>& feeds,
                               Surroundings& around);

std::vector<Sink> read_sinks(const Array& tables, const std::vector<Topic>& topics,
                             Surroundings& around);

// given: the table is there. Without an api_key_file a url takes the credential judge-api-key.
void read_judge(TableReader& reader, Judge& judge, bool given, const Surroundings& around);

// allow_networks of this table, which was read and is this.
void check_networks(TableReader& reader, const std::vector<std::string>& networks,
                    Problems& problems);

// command of this table, which was read and is this.
void check_command(TableReader& reader, const std::vector<std::string>& command,
                   const Surroundings& around);

// "http://HOST", "socks5h://HOST:PORT", "env" or "": a proxy.
void check_proxy(const std::string& proxy, Position at, Problems& problems);

// A name that lists and messages can show: unique among those before it. `names` gets it.
void check_name(const std::string& name, Position at, std::string_view table,
                std::unordered_set<std::string>& names, Problems& problems);

// True if the program would start: a path to an executable file, or a word found on search_path.
bool is_program(const std::string& program, std::string_view search_path);

}  // namespace newswatch::config
