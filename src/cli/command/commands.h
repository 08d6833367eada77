// One function per command, named by the words that a person types: events_list() is `newswatch
// events list`, in events_list_command.cpp.
//
// Each takes the arguments that cli.cpp has read and returns the exit status (cli.h). It writes to
// standard output, errors to standard error, and never prompts. Called once, by the main thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/event_filter.h"
#include "cli/open.h"
#include "model/control_request.h"
#include "model/notification.h"

namespace newswatch::cli::command {

// `newswatch` without a command.
struct OverviewArgs {
  Global global;
};
int overview(const OverviewArgs& args);

struct RunArgs {
  Global global;
  bool once = false;
};
int run(const RunArgs& args);

struct ParseArgs {
  Global global;
  std::string file = "-";  // "-": standard input
  std::string content_type, url;
};
int parse(const ParseArgs& args);

struct ItemsArgs {
  Global global;
  std::string file = "-";
};
int cluster(const ItemsArgs& args);

struct MatchArgs {
  Global global;
  std::string file = "-";
  std::string since;  // not empty: the stories of the store in place of a file
};
int match(const MatchArgs& args);

struct ReplayArgs {
  Global global;
  std::string since;
};
int replay(const ReplayArgs& args);

struct RematchArgs {
  Global global;
  std::string since;
  bool dry_run = false;
};
int rematch(const RematchArgs& args);

struct EventsListArgs {
  Global global;
  EventFilter filter;
  std::optional<std::size_t> limit;  // absent: 50; 0: all
};
int events_list(const EventsListArgs& args);

struct EventsShowArgs {
  Global global;
  std::string id;  // whole, its beginning or its end
};
int events_show(const EventsShowArgs& args);

struct EventsTailArgs {
  Global global;
  EventFilter filter;
  std::optional<std::size_t> lines;  // absent: 10, or all when `after` is given
  std::string after;                 // event id
  bool follow = false;
};
int events_tail(const EventsTailArgs& args);

struct EventsExportArgs {
  Global global;
  EventFilter filter;
  std::string format;  // jsonl, csv, atom; empty: not given
  bool bom = false;    // of csv: a mark in front by which Excel knows UTF-8
};
int events_export(const EventsExportArgs& args);

struct ReportArgs {
  Global global;
  EventFilter filter;  // since: empty: 7d
  std::string file;    // to write, replaced when it is there; empty or "-": standard output
  std::string format;  // html, md; empty: by the file's name
};
int report(const ReportArgs& args);

struct EventsSilenceArgs {
  Global global;
  std::string subject;  // an event, a topic or (`word`) a word; empty: the silences are listed
  std::string time;     // how long; empty: 2h
  bool word = false;
  bool end = false;
};
int events_silence(const EventsSilenceArgs& args);

struct EventsMergeArgs {
  Global global;
  std::string one, other;  // events
};
int events_merge(const EventsMergeArgs& args);

struct EventsSplitArgs {
  Global global;
  std::string event;
  std::vector<std::string> stories;  // see find_story()
  bool quiet = false;
};
int events_split(const EventsSplitArgs& args);

struct EventsMoveArgs {
  Global global;
  std::string story;  // see find_story()
  std::string event;
};
int events_move(const EventsMoveArgs& args);

struct EventsDismissArgs {
  Global global;
  std::string event;
};
int events_dismiss(const EventsDismissArgs& args);
struct SearchArgs {
  Global global;
  std::vector<std::string> words;
  EventFilter filter;
  std::optional<std::size_t> limit;  // as for events_list()
};
int search(const SearchArgs& args);

struct StoriesListArgs {
  Global global;
  EventFilter filter;
  std::string feed;  // empty: of every feed
  bool unmatched = false;
  std::optional<std::size_t> limit;  // as for events_list()
};
int stories_list(const StoriesListArgs& args);

struct TopicsTryArgs {
  Global global;
  std::string file;   // TOML; "-": standard input
  std::string topic;  // of the file; empty: all
  std::string since;
  std::optional<std::size_t> limit;  // of samples of each kind; absent: 10; 0: all
};
int topics_try(const TopicsTryArgs& args);

struct ExplainArgs {
  Global global;
  std::string what;  // see find_story()
};
int explain(const ExplainArgs& args);

struct FeedsListArgs {
  Global global;
};
int feeds_list(const FeedsListArgs& args);

struct FeedsCheckArgs {
  Global global;
  bool online = false;
  std::vector<std::string> names;  // of feeds; none: all
};
int feeds_check(const FeedsCheckArgs& args);
// --online. settings: the config's, with the chosen feeds alone.
int feeds_check_online(const FeedsCheckArgs& args, const config::Settings& settings);

struct FeedsDiscoverArgs {
  Global global;
  std::string url;
};
int feeds_discover(const FeedsDiscoverArgs& args);

struct FeedsImportArgs {
  Global global;
  std::string file;  // OPML; "-": standard input
  std::string into;  // the config that gets the feeds; empty: standard output
};
int feeds_import(const FeedsImportArgs& args);

struct FeedsExportArgs {
  Global global;
};
int feeds_export(const FeedsExportArgs& args);

struct FeedsPauseArgs {
  Global global;
  std::vector<std::string> names;
};
int feeds_pause(const FeedsPauseArgs& args);
int feeds_resume(const FeedsPauseArgs& args);

struct PollArgs {
  Global global;
  std::vector<std::string> names;
  bool all = false;
};
int poll(const PollArgs& args);

struct ReloadArgs {
  Global global;
};
int reload(const ReloadArgs& args);

struct HeldArgs {
  Global global;
  std::string since;
  bool near = false;                 // near misses in place of held stories
  bool messages = false;             // messages that are held back in their place
  std::optional<std::size_t> limit;  // as for events_list()
};
int held(const HeldArgs& args);

struct OutboxListArgs {
  Global global;
  std::string sink;  // empty: every sink
};
int outbox_list(const OutboxListArgs& args);

struct OutboxShowArgs {
  Global global;
  std::uint64_t row = 0;
};
int outbox_show(const OutboxShowArgs& args);

struct OutboxRetryArgs {
  Global global;
  model::RowChoice choice;
};
int outbox_retry(const OutboxRetryArgs& args);

struct OutboxDropArgs {
  Global global;
  model::RowChoice choice;  // with a sink: all of it
};
int outbox_drop(const OutboxDropArgs& args);

struct ConfigCheckArgs {
  Global global;
  std::optional<std::string> file;  // absent: the one that `run` would take
  bool online = false;              // each sink gets a test message
};
int config_check(const ConfigCheckArgs& args);

struct ConfigInitArgs {
  Global global;
  std::string file;  // to write, must not be there; "-": standard output
};
int config_init(const ConfigInitArgs& args);

struct InitArgs {
  Global global;
  std::string file;                // to write; empty: that of --config, else newswatch.toml
  std::vector<std::string> feeds;  // addresses of sites or feeds
  std::string opml;                // a file; empty: none
  std::string topic;               // its name; empty: its first word
  std::vector<std::string> words, without, sinks, allow_networks;  // cli/first_config.h
  bool offline = false;  // nothing is asked of the network
  bool force = false;    // replace a file that is there
};
int init(const InitArgs& args);

struct ConfigShowArgs {
  Global global;
  bool built_in = false;  // the built-in default, with its comments
};
int config_show(const ConfigShowArgs& args);

struct SinksListArgs {
  Global global;
};
int sinks_list(const SinksListArgs& args);

struct SinksTestArgs {
  Global global;
  std::vector<std::string> names;  // none: all
  std::string event;               // its message; empty: one that was made up
  bool dry_run = false;
};
int sinks_test(const SinksTestArgs& args);
// The same for settings that are read already: `config check --online`.
int test_sinks(const config::Settings& settings, const SinksTestArgs& args,
               model::Notification notification);
model::Notification sample_notification(const config::Settings& settings, model::Time now);

struct RetentionArgs {
  Global global;
  bool dry_run = false;  // count what would go
};
int retention(const RetentionArgs& args);

struct BackupArgs {
  Global global;
  std::string dir;
  std::size_t keep = 7;
  bool verify = false;  // only look whether the backups there are whole
};
int backup(const BackupArgs& args);

struct RestoreArgs {
  Global global;
  std::string dir;
  std::optional<std::uint32_t> number;  // of the backup; absent: the newest
  bool force = false;                   // move the store that is there aside
};
int restore(const RestoreArgs& args);

struct CheckArgs {
  Global global;
  bool repair = false;
};
int check(const CheckArgs& args);

struct StatusArgs {
  Global global;
  bool coverage = false;
  bool check = false;  // one line for monitoring plugins
  std::string since;   // of the coverage; empty: 7d
};
int status(const StatusArgs& args);
int status_coverage(const StatusArgs& args);

struct CompletionArgs {
  Global global;
  std::string shell;  // bash, zsh or fish
};
int completion(const CompletionArgs& args);

}  // namespace newswatch::cli::command
