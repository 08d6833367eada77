// newswatch feeds check: what is wrong or odd with each feed, from the config and the store.
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/feed_check.h"
#include "cli/print/output.h"
#include "cli/print/text_table.h"
#include "daemon/requests.h"
#include "net/address_guard.h"
#include "net/masked_url.h"
#include "record/json_io.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/nearest.h"

namespace newswatch::cli::command {
namespace {

// Keeps the named feeds, in the order of the config; all when none is named. Returns the first name
// that no feed has.
std::optional<std::string> choose(std::vector<config::FeedSettings>& feeds,
                                  const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::none_of(feeds.begin(), feeds.end(),
                     [&](const auto& one) { return one.name == name; })) {
      return name;
    }
  }
  if (!names.empty()) {
    std::erase_if(feeds, [&](const config::FeedSettings& feed) {
      return std::find(names.begin(), names.end(), feed.name) == names.end();
    });
  }
  return std::nullopt;
}

std::vector<std::string> names_of(const config::Settings& settings) {
  std::vector<std::string> names;
  names.reserve(settings.feeds.size());
  for (const config::FeedSettings& feed : settings.feeds) names.push_back(feed.name);
  return names;
}

// By url. Empty when there is no store: feeds may be checked before the first run.
std::unordered_map<std::string, model::FeedState> states_of(const Global& global,
                                                            const config::Settings& settings) {
  std::unordered_map<std::string, model::FeedState> out;
  const auto folder = config::state_folder(global.locations, settings, config::Access::kRead);
  if (!folder) return out;
  const auto reader = store::RocksReader::open(store_folder(*folder));
  const auto states =
      reader ? store::all_feeds(**reader)
             : model::Result<std::vector<model::FeedState>>(tl::unexpected(reader.error()));
  if (!states) return out;
  for (const model::FeedState& state : *states) out[state.url] = state;
  return out;
}

std::string json_of(const config::FeedSettings& feed, const std::vector<FeedNote>& notes,
                    bool bad) {
  std::vector<std::string> texts;
  texts.reserve(notes.size());
  for (const FeedNote& note : notes) texts.push_back(note.text);
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("name", feed.name);
  io.field("url", net::masked_url(feed.url));
  io.field("ok", !bad);
  io.field("notes", texts);
  return io.text();
}

int check_offline(const Global& global, const config::Settings& all,
                  const config::Settings& chosen) {
  const auto guard = net::AddressGuard::parse(all.fetch.allow_networks);
  const auto states = states_of(global, all);
  const auto hosts = requests_per_hour(all);
  std::vector<std::pair<std::string, model::Error>> refused;
  const daemon::Requests requests(chosen, refused);
  bool bad = false;
  print::Output out;
  print::TextTable table({{"NAME"}, {"CHECK", false, 1}});
  for (const config::FeedSettings& feed : chosen.feeds) {
    const auto known = states.find(feed.url);
    std::vector<FeedNote> notes =
        offline_notes(all, feed, known == states.end() ? model::FeedState{} : known->second,
                      guard.value_or(net::AddressGuard{}), hosts);
    for (const auto& [name, error] : refused) {
      if (name == feed.name) notes.insert(notes.begin(), {true, error.context});
    }
    const bool feed_bad = std::any_of(notes.begin(), notes.end(), [](auto& n) { return n.bad; });
    bad = bad || feed_bad;
    if (global.json) {
      out.line(json_of(feed, notes, feed_bad));
      continue;
    }
    if (notes.empty()) table.row({{feed.name}, {"ok", print::Style::kGood}});
    for (std::size_t i = 0; i < notes.size(); ++i) {
      table.row({{i == 0 ? feed.name : ""},
                 {notes[i].text, notes[i].bad ? print::Style::kBad : print::Style::kPlain}});
    }
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(bad ? kFailure : kOk);
}

}  // namespace

int feeds_check(const FeedsCheckArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  config::Settings chosen = *settings;
  if (const auto unknown = choose(chosen.feeds, args.names)) {
    const std::vector<std::string> names = names_of(*settings);
    const std::string_view near = text::nearest(*unknown, names);  // into `names`
    print::complain("no feed " + text::quoted(*unknown) + " in the config; " +
                    (near.empty() ? "`newswatch feeds list` shows all"
                                  : "did you mean " + text::quoted(near) + "?"));
    return kNotFound;
  }
  return args.online ? feeds_check_online(args, chosen)
                     : check_offline(args.global, *settings, chosen);
}

}  // namespace newswatch::cli::command
