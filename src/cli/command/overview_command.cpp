// newswatch without a command: what is here, and what can be done next.
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "config/listen_address.h"
#include "config/load_settings.h"
#include "config/problem.h"
#include "daemon/control.h"
#include "notify/sinks.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli::command {
namespace {

struct Overview {
  std::string config, store, daemon;  // what is there, in words
  std::string page;                   // its address; empty: none
  std::vector<print::Labelled> next;  // commands, with what they do
};

// " --config FILE --state-dir DIR", as far as they were given.
std::string options_given(const config::Locations& locations) {
  std::string out;
  if (locations.config_option) out += " --config " + *locations.config_option;
  if (locations.state_dir_option) out += " --state-dir " + *locations.state_dir_option;
  return text::printable(out);
}

std::string newest_event(const store::RocksReader& reader, model::Time now) {
  std::string out = "no event yet";
  const auto walked = store::for_each_event_newest_first(reader, [&](const model::Event& event) {
    if (!event.merged_into.empty() || event.waiting) return true;
    out = "newest event " + text::relative(event.first_seen, now) + ": " + event.title;
    return false;
  });
  return walked ? out : walked.error().context;
}

enum class StoreState { kMissing, kReadable, kRefused };

// Sets `text` to what there is, in words.
StoreState look_at_store(const std::filesystem::path& folder, model::Time now, std::string& text) {
  std::error_code unreadable;
  if (!std::filesystem::exists(folder, unreadable) && !unreadable) {
    text = "none yet: newswatch has not run in " + folder.parent_path().string();
    return StoreState::kMissing;
  }
  const auto reader = store::RocksReader::open(folder);
  text = reader ? folder.string() + ": " + newest_event(**reader, now) : reader.error().context;
  return reader ? StoreState::kReadable : StoreState::kRefused;
}

std::string config_text(const config::LoadResult& settings) {
  if (!settings) return config::to_string(settings.error().front());
  return settings->source + ": " + print::counted(settings->feeds.size(), "feed") + ", " +
         print::counted(settings->topics.size(), "topic") + ", " +
         print::counted(settings->sinks.size(), "sink");
}

// Where the daemon's page is; empty: it has none at an address.
std::string page_text(const std::string& listen) {
  const auto address = config::parse_listen_address(listen);
  if (!address || address->kind != config::ListenAddress::Kind::kTcp) return {};
  return "http://" + listen + "/";
}

Overview look_around(const config::Locations& locations, model::Time now) {
  const auto file = config::config_file(locations);
  const auto settings =
      config::load_settings(file, notify::sink_table(), config::NamedFiles::kLeave);
  config::Settings folder;
  folder.daemon.state_dir = settings ? settings->daemon.state_dir : config::state_dir_of(file);
  Overview out;
  out.config = config_text(settings);
  const auto add = [&](const char* command, const char* what) {
    out.next.emplace_back(std::string("  ") + command, what);
  };
  std::error_code unknown;
  const bool has_config = !file.empty() && (std::filesystem::exists(file, unknown) || unknown);
  if (!has_config) add("newswatch init", "a config of your own: feeds, words, who is told");
  if (!settings && has_config) {
    add("newswatch config check", "all that is wrong with the config");
  }
  const auto state = config::state_folder(locations, folder, config::Access::kRead);
  if (!state) {
    out.store = state.error().context;
    return out;
  }
  const StoreState store = look_at_store(store_folder(*state), now, out.store);
  constexpr auto kAnswerTime = std::chrono::seconds(2);
  const auto asked = daemon::ask_daemon(*state, {}, kAnswerTime);
  const bool away = asked && !asked->has_value();
  out.daemon = away ? "does not run here" : asked ? "runs" : asked.error().context;
  if (!away && asked && settings) out.page = page_text(settings->web.listen);
  if (store == StoreState::kRefused) return out;
  if (store == StoreState::kMissing && settings && has_config) {
    add("newswatch config check", "what may be wrong with the config");
  }
  if (away && settings) {
    const bool installed = file == locations.system_config;
    if (installed && !locations.state_dir_option) {
      add("sudo systemctl enable --now newswatch", "start the service");
    } else {
      add("newswatch run", "poll the feeds and tell of events, until Ctrl-C");
    }
  }
  if (store == StoreState::kMissing) return out;
  add("newswatch events list", "what happened");
  add("newswatch events tail -f", "new events as they come");
  add("newswatch status", "whether all is well");
  return out;
}

}  // namespace

int overview(const OverviewArgs& args) {
  if (args.global.json) {
    print::complain("--json goes with a command, such as `newswatch events list --json`");
    return kUsage;
  }
  Overview found = look_around(args.global.locations, model::SystemClock().now());
  found.next.emplace_back("  newswatch --help", "all commands");
  print::Output out;
  const print::Terminal& terminal = out.terminal();
  out.line("newswatch watches news feeds and notifies once of each new happening.\n");
  std::vector<print::Labelled> facts = {
      {"config", found.config}, {"store", found.store}, {"daemon", found.daemon}};
  if (!found.page.empty()) facts.push_back({"page", found.page});
  out.write(print::labelled_list(facts, terminal));
  const std::string options = options_given(args.global.locations);
  out.line("\nWhat you can do next" + (options.empty() ? "" : ", each with" + options) + ":");
  out.write(print::labelled_list(found.next, terminal));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
