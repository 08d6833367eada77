// newswatch init: a config of one's own from a few answers, tried before it is written.
//
// Everything can be given by options. What is missing is asked for when both standard input and
// standard output are terminals; elsewhere nothing is ever asked.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/config_file.h"
#include "cli/first_config.h"
#include "cli/first_look.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/site_feeds.h"
#include "config/opml.h"
#include "net/address_guard.h"
#include "notify/message.h"
#include "notify/sinks.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

using Status = tl::expected<void, int>;  // else the exit status; why was printed

tl::unexpected<int> give_up(const std::string& why, int status) {
  print::complain(why);
  return tl::unexpected(status);
}

std::string file_of(const InitArgs& args) {
  if (!args.file.empty()) return args.file;
  return args.global.locations.config_option.value_or("newswatch.toml");
}

// One line; false: the input has ended.
bool ask(print::Output& out, const std::string& question, std::string& answer) {
  out.write(question + "\n> ");
  out.flush();
  if (!std::getline(std::cin, answer)) return false;
  answer = text::trimmed(answer);
  return true;
}

bool is_opml(const std::string& typed) {
  return text::ends_in_any_case(typed, ".opml") ||
         (text::ends_in_any_case(typed, ".xml") && typed.find("://") == std::string::npos);
}

// False: the input has ended before all was answered.
bool ask_for_missing(InitArgs& args, print::Output& out) {
  std::string answer;
  if (args.feeds.empty() && args.opml.empty()) {
    const char* question =
        "Which feeds? The address of a site or a feed, or an OPML file of another reader.\n"
        "One a line; an empty line ends the list.";
    for (;;) {
      if (!ask(out, question, answer)) return false;
      const bool none = args.feeds.empty() && args.opml.empty();
      if (answer.empty() && !none) break;
      question = answer.empty() ? "At least one is needed." : "Another one?";
      if (answer.empty()) continue;
      if (is_opml(answer)) {
        args.opml = answer;
      } else {
        args.feeds.push_back(answer);
      }
    }
  }
  if (args.words.empty()) {
    const char* question =
        "Which words are you waiting for? Any of them is enough; put commas between them.";
    while (args.words.empty()) {
      if (!ask(out, question, answer)) return false;
      args.words = split_words(answer);
      question = "At least one word is needed.";
    }
    if (args.without.empty()) {
      if (!ask(out, "Which words rule a story out? Enter: none.", answer)) return false;
      args.without = split_words(answer);
    }
  }
  if (args.sinks.empty()) {
    if (!ask(out, fmt::format("Who is told? {}. Enter: the log.", kSinkForms), answer)) {
      return false;
    }
    if (!answer.empty()) args.sinks = {answer};
  }
  return true;
}

Status complete(InitArgs& args, print::Output& out) {
  const bool feeds = !args.feeds.empty() || !args.opml.empty();
  const bool may_ask = ::isatty(STDIN_FILENO) == 1 && out.terminal().is_terminal;
  if (may_ask && !(feeds && !args.words.empty() && !args.sinks.empty())) {
    if (ask_for_missing(args, out)) return {};
    return give_up("the answers ended early; nothing is written", kFailure);
  }
  if (!feeds) return give_up("which feeds? give --feed or --opml", kUsage);
  if (args.words.empty()) return give_up("which words? give --word", kUsage);
  return {};
}

// The settings of the requests that find feeds.
tl::expected<config::Settings, int> search_settings(const InitArgs& args) {
  auto settings = config::load_builtin(notify::sink_table());
  if (!settings) return tl::unexpected(config_failed(settings.error()));
  settings->fetch.allow_networks = args.allow_networks;
  return std::move(*settings);
}

// The feed that an address stands for: itself when nothing may be asked, else the first that is
// found there.
Status add_feed(const InitArgs& args, const std::string& typed, fetch::Fetcher& fetcher,
                const config::FetchSettings& settings, FoundFeeds& feeds) {
  const auto address = site_address(typed);
  if (!address) return give_up("not an http or https address: " + text::quoted(typed), kUsage);
  if (args.offline) {
    feeds.taken.push_back({.url = *address});
    return {};
  }
  const engine::Discovery discovery = find_site_feeds(fetcher, settings, *address);
  if (discovery.found().empty()) {
    print::complain("no feed found at " + *address + ", so nothing is written; tried:");
    for (const std::string& miss : discovery.misses()) print::complain("  " + miss);
    return tl::unexpected(kNotFound);
  }
  constexpr std::size_t kMostOthers = 5;
  for (const engine::Discovery::Found& found : discovery.found()) {
    if (&found == &discovery.found().front()) {
      feeds.taken.push_back({.title = found.title, .url = found.url});
    } else if (feeds.others.size() < kMostOthers) {
      feeds.others.push_back(found.url);
    }
  }
  return {};
}

tl::expected<FoundFeeds, int> find_feeds(const InitArgs& args, const model::Clock& clock) {
  const auto settings = search_settings(args);
  if (!settings) return tl::unexpected(settings.error());
  const auto fetcher = open_fetcher(*settings, clock);
  if (!fetcher) return give_up(fetcher.error().context, kFailure);
  FoundFeeds feeds;
  for (const std::string& typed : args.feeds) {
    if (auto added = add_feed(args, typed, **fetcher, settings->fetch, feeds); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (args.opml.empty()) return feeds;
  const auto bytes = read_input(args.opml, config::kLargestOpml);
  const auto opml = bytes ? config::read_opml(*bytes) : tl::unexpected(bytes.error());
  if (!opml) return give_up(opml.error().context, kFailure);
  feeds.taken.insert(feeds.taken.end(), opml->feeds.begin(), opml->feeds.end());
  return feeds;
}

void print_feeds_looked_at(const FirstLook& look, print::Output& out) {
  print::TextTable table({{"FEED"}, {"ITEMS", true}, {"MATCH", true}, {"PROBLEM", false, 1}});
  for (const FirstLook::Feed& feed : look.feeds) {
    const bool well = feed.problem.empty();
    table.row({{feed.name},
               {well ? std::to_string(feed.items) : ""},
               {well ? std::to_string(feed.matched) : ""},
               {feed.problem, print::Style::kBad}});
  }
  out.write(table.text(out.terminal()));
}

void print_found(const FirstLook& look, model::Time now, print::Output& out) {
  constexpr std::size_t kShown = 20;
  if (look.reports.empty()) {
    out.line("\nNo item of today matches. That may be right: newswatch waits for the next.");
    return;
  }
  out.line(fmt::format(
      "\nToday {} would have matched, in {}:", print::counted(look.reports.size(), "item"),
      print::counted(look.events.size(), "event")));
  print::TextTable table(
      {{"PUBLISHED"}, {"OUTLET", false, 1}, {"TITLE", false, 3}, {"WORDS", false, 1}});
  for (std::size_t i = 0; i < std::min(look.reports.size(), kShown); ++i) {
    const model::Report& report = look.reports[i];
    table.row({{report.published ? print::when(*report.published, now, out.terminal()) : "undated",
                print::Style::kDim},
               {report.outlet},
               {report.title},
               {print::joined(report.words), print::Style::kAccent}});
  }
  out.write(table.text(out.terminal()));
  if (look.reports.size() > kShown) {
    out.line(fmt::format("and {} more", look.reports.size() - kShown));
  }
  out.line(
      "\nIt would have sent (what feeds have at the first poll is told in one message each; "
      "later each new event has its own):");
  for (const FirstLook::Message& message : look.messages) {
    out.line(
        text::printable(fmt::format("  to {}: {}", print::joined(message.sinks),
                                    notify::heading(notify::message_of(message.notification)))));
  }
  if (look.messages.empty()) out.line("  nothing");
}

// Tries the config; an error: not one feed answers.
Status try_it(const config::Settings& settings, const model::Clock& clock, print::Output& out) {
  const auto fetcher = open_fetcher(settings, clock, std::filesystem::temp_directory_path());
  if (!fetcher) return give_up(fetcher.error().context, kFailure);
  const auto look =
      first_look(std::make_shared<const config::Settings>(settings), **fetcher, clock);
  if (!look) return give_up("try the config: " + look.error().context, kFailure);
  print_feeds_looked_at(*look, out);
  out.flush();
  for (const FirstLook::Feed& feed : look->feeds) {
    if (!feed.problem.empty()) continue;
    print_found(*look, clock.now(), out);
    return {};
  }
  return give_up("not one feed answers, so nothing is written; --offline writes it all the same",
                 kFailure);
}

}  // namespace

int init(const InitArgs& given) {
  InitArgs args = given;
  const std::string file = file_of(args);
  std::error_code error;
  if (!args.force && std::filesystem::exists(file, error)) {
    print::complain(text::printable(file) +
                    " is there already, and stays as it is; --force replaces it");
    return kFailure;
  }
  print::Output out;
  if (const Status done = complete(args, out); !done) return out.finish(done.error());
  FirstAnswers answers{.allow_networks = args.allow_networks,
                       .topic = args.topic,
                       .words = args.words,
                       .without = args.without,
                       .sinks = args.sinks};
  // Before anything is asked of the network.
  if (const auto guard = net::AddressGuard::parse(args.allow_networks); !guard) {
    print::complain("--allow-network: " + guard.error().context);
    return out.finish(kUsage);
  }
  if (const auto early = first_config(answers); !early) {
    print::complain(early.error().context);
    return out.finish(kUsage);
  }
  const model::SystemClock clock;
  auto feeds = find_feeds(args, clock);
  if (!feeds) return out.finish(feeds.error());
  answers.feeds = std::move(*feeds);
  const auto config = first_config(answers);
  if (!config) {
    print::complain(config.error().context);
    return out.finish(kUsage);
  }
  for (const std::string& why : config->refused) print::complain("left out: " + why);
  const auto settings = config::parse_settings(config->toml, file, notify::sink_table(),
                                               std::filesystem::absolute(file, error).parent_path(),
                                               config::NamedFiles::kCheck);
  if (!settings) {
    const int status = config_failed(settings.error());
    print::complain("nothing is written: with these answers the config would be wrong");
    return out.finish(status);
  }
  if (!args.offline) {
    if (const Status tried = try_it(*settings, clock, out); !tried)
      return out.finish(tried.error());
  }
  const auto written =
      args.force ? write_file(file, config->toml) : create_config(file, config->toml);
  if (!written) {
    print::complain(written.error().context);
    return out.finish(kFailure);
  }
  if (!args.offline) out.line("");
  out.line(text::printable(fmt::format(
      "Wrote {}: {}, the topic {}, {}.", file, print::counted(settings->feeds.size(), "feed"),
      text::quoted(settings->topics[0].name), print::counted(settings->sinks.size(), "sink"))));
  out.line(text::printable("Start with: newswatch run --config " + file));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
