#include "cli/open.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/print/output.h"
#include "cli/state_access.h"
#include "fetch/curl_fetcher.h"
#include "notify/sinks.h"
#include "store/queries.h"

namespace newswatch::cli {
namespace {

std::string fault(const std::vector<config::Problem>& problems) {
  std::string what = config::to_string(problems.front());
  if (problems.size() > 1) what += fmt::format(" (and {} more)", problems.size() - 1);
  return what;
}

// What a reader can go by when the config tells it nothing.
config::Settings without_config() {
  auto settings = config::load_builtin(notify::sink_table());
  if (!settings) return {};
  settings->feeds.clear();
  settings->topics.clear();
  settings->sinks.clear();
  return std::move(*settings);
}

// Errors are left to whoever reads the feeds next.
std::vector<config::FeedSettings> feeds_of(const store::RocksReader& reader) {
  std::vector<config::FeedSettings> feeds;
  const auto states = store::all_feeds(reader);
  if (!states) return feeds;
  for (const model::FeedState& state : *states) {
    config::FeedSettings& feed = feeds.emplace_back();
    feed.name = state.name.empty() ? state.url : state.name;
    feed.url = state.url;
  }
  return feeds;
}

// The state folder, and into `out` the settings.
tl::expected<std::filesystem::path, int> find_state(const Global& global, OpenStore& out) {
  auto loaded = config::load_settings(config::config_file(global.locations), notify::sink_table(),
                                      config::NamedFiles::kLeave);
  out.config_read = loaded.has_value();
  out.settings = loaded ? std::move(*loaded) : without_config();
  if (!loaded) {
    out.config_fault = fault(loaded.error());
    print::complain("warning: " + out.config_fault + "; reading the store without this config");
    out.settings.daemon.state_dir = config::state_dir_of(config::config_file(global.locations));
  }
  const auto state = config::state_folder(global.locations, out.settings, config::Access::kRead);
  if (!state) {
    print::complain(state.error().context);
    return tl::unexpected(kNoStore);
  }
  return *state;
}

// Tells of each damaged block once.
store::OnDamage complainer(const Global& global) {
  return [missing = global.rows_missing,
          told = std::make_shared<std::set<std::string>>()](const store::Damage& damage) {
    *missing = true;
    if (!told->insert(damage.what).second) return;
    const std::string from = damage.from.empty() ? "the first" : damage.from;
    const std::string to = damage.to.empty() ? "the last" : damage.to;
    print::complain(fmt::format("a block of the store can't be read: {}: {} {} may be missing",
                                damage.what, name_of(damage.family),
                                from == to ? from : "between " + from + " and " + to));
  };
}

}  // namespace

std::vector<std::string> environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    entries.emplace_back(*entry);
  }
  return entries;
}

config::Locations locations_of_environment() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
  };
  config::Locations locations;
  locations.newswatch_config = variable("NEWSWATCH_CONFIG");
  locations.state_directory = variable("STATE_DIRECTORY");
  locations.xdg_state_home = variable("XDG_STATE_HOME");
  locations.home = variable("HOME");
  return locations;
}

std::filesystem::path store_folder(const std::filesystem::path& state_folder) {
  return state_folder / "store";
}

tl::expected<config::Settings, int> open_settings(const Global& global,
                                                  config::NamedFiles named_files,
                                                  config::Feeds feeds) {
  auto settings = config::load_settings(config::config_file(global.locations), notify::sink_table(),
                                        named_files, feeds);
  if (settings) return std::move(*settings);
  return tl::unexpected(config_failed(settings.error()));
}

int config_failed(const std::vector<config::Problem>& problems) {
  for (const config::Problem& problem : problems) print::complain(config::to_string(problem));
  return kBadConfig;
}

tl::expected<std::filesystem::path, int> state_folder_of(const Global& global) {
  OpenStore ignored;
  return find_state(global, ignored);
}

tl::expected<OpenStore, int> open_store(const Global& global, store::OnDamage on_damage) {
  if (!on_damage) on_damage = complainer(global);
  OpenStore out;
  const auto state = find_state(global, out);
  if (!state) return tl::unexpected(state.error());
  out.folder = store_folder(*state);
  auto reader = store::RocksReader::open(out.folder, {.on_damage = std::move(on_damage)});
  if (!reader) {
    if (const auto denied = state_denied(*state, process::Wish::kRead)) {
      print::complain(*denied);
      return tl::unexpected(kFailure);
    }
    print::complain(reader.error().context);
    return tl::unexpected(not_opened_status(reader.error()));
  }
  out.reader = std::move(*reader);
  if (!out.config_read) out.settings.feeds = feeds_of(*out.reader);
  return out;
}

int not_opened_status(const model::Error& error) {
  if (error.kind == model::ErrorKind::kCorrupt) return kDamaged;
  return error.kind == model::ErrorKind::kBadInput ? kNoStore : kFailure;
}

int store_failed(const model::Error& error) {
  print::complain(error.context);
  return kFailure;
}

model::Result<std::unique_ptr<fetch::Fetcher>> open_fetcher(
    const config::Settings& settings, const model::Clock& clock,
    const std::filesystem::path& spool_dir) {
  auto guard = net::AddressGuard::parse(settings.fetch.allow_networks);
  if (!guard) return tl::unexpected(guard.error());
  return fetch::CurlFetcher::open(
      {.guard = std::move(*guard),
       .ca_file = settings.fetch.ca_file,
       .proxies = net::ProxyEnvironment::read(
           [](const char* name) -> const char* { return std::getenv(name); }),
       .spool_dir = spool_dir},
      clock);
}

}  // namespace newswatch::cli
