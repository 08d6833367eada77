// newswatch feeds check --online: what each feed answers when it is asked now. Nothing is stored.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/feed_check.h"
#include "cli/print/output.h"
#include "cli/print/paragraph.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "daemon/ask_once.h"
#include "daemon/requests.h"
#include "net/masked_url.h"
#include "net/url.h"
#include "record/json_io.h"

namespace newswatch::cli::command {
namespace {

// One check for each feed, in their order.
std::vector<OnlineCheck> ask(const config::Settings& settings, fetch::Fetcher& fetcher,
                             const model::Clock& clock) {
  std::vector<std::pair<std::string, model::Error>> refused;
  const daemon::Requests requests(settings, refused);
  daemon::OnceEach each{.limits = {settings.fetch.per_host, settings.fetch.host_gap},
                        .request = [&](std::uint64_t id, const std::string& url) {
                          return requests.make(id, url, {});
                        }};
  for (const config::FeedSettings& feed : settings.feeds) {
    if (requests.feed(feed.url) != nullptr)
      each.feeds.push_back({feed.url, net::origin(feed.address())});
  }
  std::map<std::string, OnlineCheck> answers;  // by url
  each.take = [&](engine::FetchedResponse answer) {
    const config::FeedSettings* feed = requests.feed(answer.url);
    if (feed == nullptr) return;
    answers[feed->url] = online_check(*feed, engine::parse_response(std::move(answer)));
  };
  daemon::ask_each_once(fetcher, clock, each);
  std::vector<OnlineCheck> checks;
  for (const config::FeedSettings& feed : settings.feeds) {
    OnlineCheck& check = checks.emplace_back();
    if (auto answer = answers.extract(feed.url)) {
      check = std::move(answer.mapped());
      continue;
    }
    const auto why = std::find_if(refused.begin(), refused.end(),
                                  [&](const auto& one) { return one.first == feed.name; });
    check.problem =
        why != refused.end() ? why->second.context : "not asked: its host said Retry-After";
  }
  return checks;
}

std::string json_of(const config::FeedSettings& feed, const OnlineCheck& check) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("name", feed.name);
  io.field("url", net::masked_url(feed.url));
  io.field("ok", check.problem.empty());
  io.field("status", check.status);
  io.field("redirects", check.redirects);
  io.field("final_url", check.final_url.empty() ? net::masked_url(feed.url) : check.final_url);
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
    add(print::counted(check.warnings, "warning") + " of the parser");
  }
  return out;
}

std::vector<print::Cell> row_of(const config::FeedSettings& feed, const OnlineCheck& check,
                                model::Time now, const print::Terminal& terminal) {
  using print::Style;
  const bool well = check.problem.empty();
  return {
      {feed.name},
      {check.status == 0 ? "-" : std::to_string(check.status), well ? Style::kGood : Style::kBad},
      {check.format},
      {well ? std::to_string(check.items) : ""},
      {share(check.dated, check)},
      {share(check.with_id, check)},
      {check.newest ? print::when(*check.newest, now, terminal) : ""},
      {check.asks},
      {well && check.validators.empty() ? "none" : check.validators}};
}

}  // namespace

int feeds_check_online(const FeedsCheckArgs& args, const config::Settings& settings) {
  const model::SystemClock clock;
  const auto fetcher = open_fetcher(settings, clock, std::filesystem::temp_directory_path());
  if (!fetcher) {
    print::complain(fetcher.error().context);
    return kFailure;
  }
  const std::vector<OnlineCheck> checks = ask(settings, **fetcher, clock);
  const model::Time now = clock.now();
  bool bad = false;
  print::Output out;
  print::TextTable table({{"NAME"},
                          {"STATUS", true},
                          {"FORMAT"},
                          {"ITEMS", true},
                          {"DATED", true},
                          {"WITH ID", true},
                          {"NEWEST"},
                          {"ASKS FOR", false, 1},
                          {"VALIDATORS"}});
  std::vector<print::Labelled> remarks;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    bad = bad || !checks[i].problem.empty();
    if (args.global.json) {
      out.line(json_of(settings.feeds[i], checks[i]));
    } else {
      table.row(row_of(settings.feeds[i], checks[i], now, out.terminal()));
      remarks.emplace_back(settings.feeds[i].name, remark(checks[i]));
    }
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  const std::string below = print::labelled_list(remarks, out.terminal());
  if (!below.empty()) out.write("\n" + below);
  return out.finish(bad ? kFailure : kOk);
}

}  // namespace newswatch::cli::command
