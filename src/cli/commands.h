// One function per command: takes what cli.cpp made of the command line, returns the exit status.
//
// A command writes to standard output, complains on standard error, and never prompts. Statuses
// are those of cli.h. Called once, from the main thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/locations.h"

namespace newswatch::cli {

// What every command takes.
struct Global {
  config::Places places;
  bool json = false;  // one object a line
};

struct RunArgs {
  Global global;
  bool once = false;
};
int run(const RunArgs& args);

struct ParseArgs {
  std::string file = "-";  // "-": standard input
  std::string content_type, url;
};
int parse_document(const ParseArgs& args);

struct LinesArgs {
  Global global;
  std::string file = "-";
};
int match_lines(const LinesArgs& args);
int cluster_lines(const LinesArgs& args);

// Empty: not asked for.
struct EventFilter {
  std::string topic, since, until;
};

struct ListArgs {
  Global global;
  EventFilter filter;
  std::optional<std::size_t> limit;  // absent: all
};
int list_events(const ListArgs& args);

struct ShowArgs {
  Global global;
  std::string id;  // whole, its beginning or its end
};
int show_event(const ShowArgs& args);

struct ExplainArgs {
  Global global;
  std::string what;  // see find_story()
};
int explain_story(const ExplainArgs& args);

struct TailArgs {
  Global global;
  EventFilter filter;
  std::optional<std::size_t> lines;  // absent: 10, or all when `after` is given
  std::string after;                 // event id
  bool follow = false;
};
int tail_events(const TailArgs& args);

struct ExportArgs {
  Global global;
  EventFilter filter;
  std::string format;  // jsonl, csv, atom
};
int export_events(const ExportArgs& args);

int list_feeds(const Global& global);

struct FeedCheckArgs {
  Global global;
  bool online = false;
  std::vector<std::string> names;  // of feeds; none: all
};
int check_feeds(const FeedCheckArgs& args);

struct DiscoverArgs {
  Global global;
  std::string url;
};
int discover_feeds(const DiscoverArgs& args);

struct ImportArgs {
  Global global;
  std::string file;  // OPML; "-": standard input
};
int import_opml(const ImportArgs& args);
int export_opml(const Global& global);

struct HeldArgs {
  Global global;
  std::string since;
};
int list_held(const HeldArgs& args);

struct ConfigCheckArgs {
  Global global;
  std::optional<std::string> file;  // else the one that `run` would take
};
int check_config(const ConfigCheckArgs& args);
int show_config(const Global& global);

struct StatusArgs {
  Global global;
  bool coverage = false;
  std::string since;  // of coverage; empty: 7d
};
int show_status(const StatusArgs& args);
int show_coverage(const StatusArgs& args);

}  // namespace newswatch::cli
