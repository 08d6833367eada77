// newswatch feeds check: what is wrong or odd with each feed.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/feed_check.h"
#include "cli/fetcher.h"
#include "cli/open.h"
#include "cli/output.h"
#include "cli/table.h"
#include "daemon/ask_once.h"
#include "daemon/requests.h"
#include "net/url.h"
#include "record/json_io.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

using Refused = std::vector<std::pair<std::string, model::Error>>;

// Leaves the named feeds, in the order of the config; the name that is none.
std::optional<std::string> choose(std::vector<config::Feed>& feeds,
                                  const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::none_of(feeds.begin(), feeds.end(),
                     [&](const auto& one) { return one.name == name; })) {
      return name;
    }
  }
  if (!names.empty()) {
    std::erase_if(feeds, [&](const config::Feed& feed) {
      return std::find(names.begin(), names.end(), feed.name) == names.end();
    });
  }
  return std::nullopt;
}

// Empty when there is no store to read: the command is of use before the first run, too.
std::unordered_map<std::string, model::FeedState> states_of(const Global& global,
                                                            const config::Settings& settings) {
  std::unordered_map<std::string, model::FeedState> out;
  const auto folder = config::state_folder(global.places, settings, config::Access::kRead);
  if (!folder) return out;
  const auto reader = store::RocksReader::open(store_folder(*folder));
  const auto states =
      reader ? store::all_feeds(**reader)
             : model::Result<std::vector<model::FeedState>>(tl::unexpected(reader.error()));
  if (!states) return out;
  for (const model::FeedState& state : *states) out[state.url] = state;
  return out;
}

std::string json_of(const config::Feed& feed, const std::vector<Note>& notes, bool bad) {
  std::vector<std::string> texts;
  texts.reserve(notes.size());
  for (const Note& note : notes) texts.push_back(note.text);
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("name", feed.name);
  io.field("url", feed.url);
  io.field("ok", !bad);
  io.field("notes", texts);
  return io.text();
}

int check_offline(const Global& global, const config::Settings& all,
                  const config::Settings& chosen) {
  const auto guard = net::AddressGuard::parse(all.fetch.allow_networks);
  const auto states = states_of(global, all);
  const auto hosts = requests_per_hour(all);
  Refused refused;
  const daemon::Requests requests(chosen, refused);
  bool bad = false;
  Output out;
  Table table({{"NAME"}, {"CHECK", false, 1}});
  for (const config::Feed& feed : chosen.feeds) {
    const auto known = states.find(feed.url);
    std::vector<Note> notes =
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
    if (notes.empty()) table.row({{feed.name}, {"ok", Style::kGood}});
    for (std::size_t i = 0; i < notes.size(); ++i) {
      table.row(
          {{i == 0 ? feed.name : ""}, {notes[i].text, notes[i].bad ? Style::kBad : Style::kPlain}});
    }
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(bad ? kFailure : kOk);
}

std::string json_of(const config::Feed& feed, const OnlineCheck& check) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("name", feed.name);
  io.field("url", feed.url);
  io.field("ok", check.problem.empty());
  io.field("status", check.status);
  io.field("redirects", check.redirects);
  io.field("final_url", check.final_url.empty() ? feed.url : check.final_url);
  io.field("moved_to", check.moved_to);
  io.field("format", check.format);
  io.field("items", check.items);
  io.field("dated", check.dated);
  io.field("with_id", check.with_id);
  io.field("newest", check.newest);
  io.field("asks", check.asks);
  io.field("validators", check.validators);
  io.field("warnings", check.warnings);
  io.field("problem", check.problem);
  return io.text();
}

std::string share(std::size_t part, const OnlineCheck& check) {
  return check.items == 0 ? "" : fmt::format("{}%", part * 100 / check.items);
}

std::string remark(const OnlineCheck& check) {
  if (!check.problem.empty()) return check.problem;
  std::string out;
  const auto add = [&](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
  if (!check.moved_to.empty()) {
    add("moved for good: write url = \"" + check.moved_to + "\"");
  } else if (!check.final_url.empty()) {
    add("redirected to " + check.final_url);
  }
  if (check.warnings > 0) {
    add(fmt::format("{} warning{} of the parser", check.warnings, check.warnings == 1 ? "" : "s"));
  }
  return out;
}

int check_online(const Global& global, const config::Settings& settings) {
  const model::SystemClock clock;
  const auto fetcher = open_fetcher(settings, clock);
  if (!fetcher) {
    complain(fetcher.error().context);
    return kFailure;
  }
  Refused refused;
  const daemon::Requests requests(settings, refused);
  daemon::OnceEach each{.limits = {settings.fetch.per_host, settings.fetch.host_gap},
                        .request = [&](std::uint64_t id, const std::string& url) {
                          return requests.make(id, url, {});
                        }};
  for (const config::Feed& feed : settings.feeds) {
    if (requests.feed(feed.url) != nullptr) each.feeds.push_back({feed.url, net::origin(feed.url)});
  }
  auto answers = daemon::ask_each_once(**fetcher, clock, each);
  const model::Time now = clock.now();
  bool bad = false;
  Output out;
  Table table({{"NAME"},
               {"STATUS", true},
               {"FORMAT"},
               {"ITEMS", true},
               {"DATED", true},
               {"WITH ID", true},
               {"NEWEST"},
               {"ASKS FOR", false, 1},
               {"VALIDATORS"},
               {"REMARK", false, 3}});
  for (const config::Feed& feed : settings.feeds) {
    OnlineCheck check;
    if (auto answer = answers.extract(feed.url)) {
      engine::FetchedResponse& job = answer.mapped();
      check = online_check(feed, engine::parse_response(std::move(job)));
    } else {
      const auto why = std::find_if(refused.begin(), refused.end(),
                                    [&](const auto& one) { return one.first == feed.name; });
      check.problem =
          why != refused.end() ? why->second.context : "not asked: its host said Retry-After";
    }
    bad = bad || !check.problem.empty();
    if (global.json) {
      out.line(json_of(feed, check));
      continue;
    }
    const bool well = check.problem.empty();
    table.row({{feed.name},
               {check.status == 0 ? "-" : std::to_string(check.status),
                well ? Style::kGood : Style::kBad},
               {check.format},
               {well ? std::to_string(check.items) : ""},
               {share(check.dated, check)},
               {share(check.with_id, check)},
               {check.newest ? text::relative(*check.newest, now) : ""},
               {check.asks},
               {well && check.validators.empty() ? "none" : check.validators},
               {remark(check), well ? Style::kDim : Style::kBad}});
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  return out.finish(bad ? kFailure : kOk);
}

}  // namespace

int check_feeds(const FeedCheckArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  config::Settings chosen = *settings;
  if (const auto unknown = choose(chosen.feeds, args.names)) {
    complain("no feed " + text::quoted(*unknown) +
             " in the config; `newswatch feeds list` shows all");
    return kNotFound;
  }
  return args.online ? check_online(args.global, chosen)
                     : check_offline(args.global, *settings, chosen);
}

}  // namespace newswatch::cli
