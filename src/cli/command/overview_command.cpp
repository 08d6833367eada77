// newswatch without a command: what is here, and what can be done next.
#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "config/load_settings.h"
#include "config/problem.h"
#include "daemon/control.h"
#include "notify/sinks.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "text/ascii.h"
#include "text/times.h"

namespace newswatch::cli::command {
namespace {

struct Overview {
  std::string config, store, daemon;  // what is there, in words
  std::vector<print::Labelled> next;  // commands, with what they do
};

// " --config FILE --state-dir DIR", as far as they were given, for a shell.
std::string options_given(const config::Locations& locations) {
  std::string out;
  const auto add = [&](std::string_view option, const std::optional<std::string>& value) {
    if (!value) return;
    const bool plain = std::ranges::all_of(*value, [](char c) {
      constexpr std::string_view kMarks = "/._-";
      return text::is_digit(c) || text::is_ascii_letter(c) || kMarks.find(c) != kMarks.npos;
    });
    out += std::string(option) + (plain ? *value : "'" + *value + "'");
  };
  add(" --config ", locations.config_option);
  add(" --state-dir ", locations.state_dir_option);
  return out;
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

// False also where it cannot be known.
bool is_missing(const std::filesystem::path& folder) {
  std::error_code unreadable;
  return !std::filesystem::exists(folder, unreadable) && !unreadable;
}

std::string store_text(const std::filesystem::path& folder, model::Time now) {
  if (is_missing(folder)) {
    return "none yet: newswatch has not run in " + folder.parent_path().string();
  }
  const auto reader = store::RocksReader::open(folder);
  if (!reader) return reader.error().context;
  return folder.string() + ": " + newest_event(**reader, now);
}

Overview look_around(const config::Locations& locations, model::Time now) {
  const auto settings = config::load_settings(config::config_file(locations), notify::sink_table(),
                                              config::NamedFiles::kLeave);
  Overview out;
  const std::string options = options_given(locations);
  const auto add = [&](const std::string& words, const char* what) {
    std::string command = "newswatch " + words;
    command.insert(std::min(command.find(" >"), command.size()), options);
    out.next.emplace_back(std::move(command), what);
  };
  if (settings) {
    out.config = settings->source + ": " + print::counted(settings->feeds.size(), "feed") + ", " +
                 print::counted(settings->topics.size(), "topic") + ", " +
                 print::counted(settings->sinks.size(), "sink");
  } else {
    out.config = config::to_string(settings.error().front());
    add("config check", "all that is wrong with the config");
  }
  const auto state =
      config::state_folder(locations, settings.value_or(config::Settings{}), config::Access::kRead);
  if (!state) {
    out.store = state.error().context;
    return out;
  }
  out.store = store_text(store_folder(*state), now);
  constexpr auto kPatience = std::chrono::seconds(2);
  const auto asked = daemon::ask_daemon(*state, {}, kPatience);
  const bool away = asked && !asked->has_value();
  const bool first = is_missing(store_folder(*state));
  out.daemon = away ? "does not run here" : asked ? "runs" : asked.error().context;
  if (first && settings) {
    add("config show > newswatch.toml", "the settings in force, to make your own of them");
    add("config check", "what may be wrong with the config");
  }
  if (away && settings) {
    const bool installed = config::config_file(locations) == locations.system_config;
    if (installed && options.empty()) {
      out.next.emplace_back("sudo systemctl enable --now newswatch", "start the service");
    } else {
      add("run", "poll the feeds and tell of events, until Ctrl-C");
    }
  }
  if (first) return out;
  add("events list", "what happened");
  add("events tail -f", "new events as they come");
  add("status", "whether all is well");
  return out;
}

}  // namespace

int overview(const OverviewArgs& args) {
  if (args.global.json) {
    print::complain("--json goes with a command, such as `newswatch events list --json`");
    return kUsage;
  }
  const Overview found = look_around(args.global.locations, model::SystemClock().now());
  print::Output out;
  const print::Terminal& terminal = out.terminal();
  out.line("newswatch watches news feeds and notifies once of each new happening.\n");
  const std::vector<print::Labelled> facts = {
      {"config", found.config}, {"store", found.store}, {"daemon", found.daemon}};
  out.write(print::labelled_list(facts, terminal));
  out.line("\nWhat you can do next:");
  auto next = found.next;
  next.emplace_back("newswatch --help", "all commands");
  for (print::Labelled& step : next) step.first.insert(0, "  ");
  out.write(print::labelled_list(next, terminal));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
