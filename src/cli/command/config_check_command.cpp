// newswatch config check: what is wrong with a config file, and what may surprise its author.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "config/secrets.h"
#include "match/term.h"
#include "net/address_guard.h"
#include "net/masked_url.h"
#include "net/url.h"
#include "notify/sinks.h"
#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

constexpr std::size_t kMaxConfig = 16u << 20;

// The file that `run` would take, a named one, or standard input.
config::LoadResult load(const ConfigCheckArgs& args) {
  config::Locations locations = args.global.locations;
  if (args.file) locations.config_option = args.file;
  const std::filesystem::path file = config::config_file(locations);
  if (file != "-") return config::load_settings(file, notify::sink_table());
  const auto toml = read_input("-", kMaxConfig);
  if (!toml) {
    return tl::unexpected(
        std::vector{config::Problem{"standard input", 0, 0, toml.error().context, ""}});
  }
  return config::parse_settings(*toml, "standard input", notify::sink_table());
}

int tell_problems(const std::vector<config::Problem>& problems, bool json) {
  if (!json) return config_failed(problems);
  print::Output out;
  for (const config::Problem& problem : problems) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("file", problem.file);
    io.field("line", problem.line);
    io.field("column", problem.column);
    io.field("what", problem.what);
    io.field("fix", problem.fix);
    out.line(io.text());
  }
  return out.finish(kBadConfig);
}

// The judge's host when it is outside of this machine and its private networks; else empty.
std::string host_outside(const std::string& judge_url) {
  const auto url = net::parse_url(judge_url);
  if (!url || url->host == "localhost") return {};
  return net::AddressGuard().allows(url->host) ? url->host : "";
}

void add_warnings_of(const config::JudgeSettings& judge, std::vector<std::string>& warnings) {
  const std::string host = host_outside(judge.url);
  if (host.empty()) return;
  warnings.push_back(fmt::format(
      "[judge] sends headlines out: {} gets title, summary, outlet and time of doubtful reports{}",
      host,
      judge.url.starts_with("http:")
          ? ", and over http everyone on the way can read them and the key"
          : ""));
}

// Terms with signs that no rule looks at.
void add_warnings_of(const config::TopicSettings& topic, std::vector<std::string>& warnings) {
  constexpr std::size_t kShown = 80;  // bytes
  for (const config::Clause& clause : topic.clauses) {
    for (const config::Terms* part : {&clause.any, &clause.all, &clause.none}) {
      for (const auto* terms : {&part->title, &part->summary, &part->text, &part->category,
                                &part->author, &part->url}) {
        for (const std::string& term : *terms) {
          const auto lost = match::lost_signs(term);
          if (!lost) continue;
          warnings.push_back(fmt::format(
              "topic {}: term {} is read as {}, without {}; to ask for the sign write '{}'",
              text::quoted(topic.name), text::quoted(text::shortened(term, kShown)),
              text::quoted(text::shortened(lost->left, kShown)),
              text::shortened(lost->signs, kShown), text::shortened(lost->pattern, 2 * kShown)));
        }
      }
    }
  }
}

// What may be missing of the files of feeds_files.
void add_warnings_of_feeds_files(const config::Settings& settings,
                                 std::vector<std::string>& warnings) {
  std::vector<bool> has_file(settings.feeds_files.size());
  for (const config::FeedsFile& file : settings.feeds_from) {
    has_file[file.entry] = true;
    if (!file.left_out.empty()) {
      warnings.push_back(fmt::format("{}: {}", file.path.string(), file.left_out));
    } else if (file.feeds == 0) {
      warnings.push_back(fmt::format("{}: no feed of it is taken", file.path.string()));
    }
  }
  for (std::size_t i = 0; i < has_file.size(); ++i) {
    if (has_file[i]) continue;
    warnings.push_back(
        fmt::format("feeds_files: {} adds no file", text::quoted(settings.feeds_files[i])));
  }
}

// What is allowed and may still surprise.
std::vector<std::string> warnings_of(const config::Settings& settings) {
  std::vector<std::string> warnings;
  if (settings.source == config::kBuiltIn) {
    warnings.emplace_back(
        "there is no config file: the built-in feeds and topics would be watched; to name your "
        "own, "
        "begin with newswatch config init FILE");
  }
  const bool proxy =
      !settings.fetch.proxy.empty() ||
      std::any_of(settings.feeds.begin(), settings.feeds.end(),
                  [](const auto& feed) { return feed.proxy && !feed.proxy->empty(); });
  if (proxy) {
    warnings.emplace_back(
        "with a proxy, names are resolved by the proxy: the guard against private addresses "
        "refuses literal addresses only");
  }
  add_warnings_of(settings.judge, warnings);
  for (const config::FeedSettings& feed : settings.feeds) {
    if (feed.url_file.empty() && net::masked_url(feed.url) != feed.url) {
      warnings.push_back(fmt::format(
          "[[feed]] {}: its url holds a secret, which everyone may read here: put it into a file "
          "and write url_file = \"FILE\" instead",
          text::quoted(feed.name)));
    }
  }
  for (const std::filesystem::path& file : config::secret_files(settings)) {
    if (!config::others_can_read(file)) continue;
    warnings.push_back(
        fmt::format("secret file {}: every user of this machine may read it: chmod o= it",
                    text::quoted(file.string())));
  }
  add_warnings_of_feeds_files(settings, warnings);
  for (const config::TopicSettings& topic : settings.topics) add_warnings_of(topic, warnings);
  if (settings.feeds.empty()) warnings.emplace_back("no feed: nothing is watched");
  if (settings.topics.empty()) warnings.emplace_back("no topic: no event can be found");
  if (settings.sinks.empty())
    warnings.emplace_back("no sink: events are stored and nobody is notified");
  return warnings;
}

}  // namespace

int config_check(const ConfigCheckArgs& args) {
  const auto settings = load(args);
  if (!settings) return tell_problems(settings.error(), args.global.json);
  const auto state = config::state_folder(args.global.locations, *settings, config::Access::kWrite);
  std::vector<std::string> warnings = warnings_of(*settings);
  if (!state) warnings.push_back(state.error().context);
  const std::string folder = state ? state->string() : "";
  print::Output out;
  if (args.global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("source", settings->source);
    io.field("feeds", settings->feeds.size());
    io.field("topics", settings->topics.size());
    io.field("sinks", settings->sinks.size());
    io.field("state_dir", folder);
    io.field("warnings", warnings);
    out.line(io.text());
    return out.finish(kOk);
  }
  out.line(text::printable(fmt::format("{}: ok: {}, {}, {}; state in {}", settings->source,
                                       print::counted(settings->feeds.size(), "feed"),
                                       print::counted(settings->topics.size(), "topic"),
                                       print::counted(settings->sinks.size(), "sink"), folder)));
  for (const std::string& warning : warnings) out.line("warning: " + text::printable(warning));
  if (!args.online) return out.finish(kOk);
  out.flush();
  return test_sinks(*settings, {.global = args.global},
                    sample_notification(*settings, model::SystemClock().now()));
}

}  // namespace newswatch::cli::command
