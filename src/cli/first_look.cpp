#include "cli/first_look.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "cli/feed_check.h"
#include "daemon/ask_once.h"
#include "daemon/requests.h"
#include "engine/engine.h"
#include "net/url.h"
#include "store/queries.h"
#include "store/reader_scratch.h"
#include "store/rocks_store.h"

namespace newswatch::cli {
namespace {

class Look {
 public:
  Look(engine::SettingsPtr settings, store::EventStore& store, engine::Engine& engine)
      : settings_(std::move(settings)), store_(store), engine_(engine) {}

  model::Result<FirstLook> run(fetch::Fetcher& fetcher, const model::Clock& clock) {
    std::vector<std::pair<std::string, model::Error>> refused;
    const daemon::Requests requests(*settings_, refused);
    daemon::OnceEach each{.limits = {settings_->fetch.per_host, settings_->fetch.host_gap},
                          .request = [&](std::uint64_t id, const std::string& url) {
                            return requests.make(id, url, {});
                          }};
    std::map<std::string, std::string> why_not;  // by the feed's name
    for (const auto& [name, error] : refused) why_not[name] = error.context;
    for (const config::FeedSettings& feed : settings_->feeds) {
      by_url_[feed.url] = look_.feeds.size();
      const auto not_asked = why_not.find(feed.name);
      look_.feeds.push_back({.name = feed.name,
                             .problem = not_asked != why_not.end()
                                            ? not_asked->second
                                            : "not asked: its host said Retry-After"});
      if (not_asked == why_not.end()) each.feeds.push_back({feed.url, net::origin(feed.address())});
    }
    model::Result<void> taken;
    each.take = [&](engine::FetchedResponse answer) {
      if (taken) taken = take(std::move(answer));
    };
    daemon::ask_each_once(fetcher, clock, each);
    if (!taken) return tl::unexpected(taken.error());
    if (const auto read = read_events(); !read) return tl::unexpected(read.error());
    return std::move(look_);
  }

 private:
  model::Result<void> take(engine::FetchedResponse answer) {
    const std::string url = answer.url;
    engine::PollResult polled = engine::parse_response(std::move(answer));
    FirstLook::Feed& feed = look_.feeds[by_url_[url]];
    const auto settings = std::ranges::find(settings_->feeds, url, &config::FeedSettings::url);
    const OnlineCheck check = online_check(*settings, polled);
    feed.problem = check.problem;
    const auto ingested = engine_.ingest(std::move(polled));
    if (!ingested) return tl::unexpected(ingested.error());
    feed.items = check.items;
    feed.matched = ingested->matched;
    for (const model::OutboxRow& row : ingested->changes.rows) note(row);
    return {};
  }

  void note(const model::OutboxRow& row) {
    // Summaries have an id for each sink.
    const auto same = std::ranges::find_if(look_.messages, [&](const FirstLook::Message& one) {
      return one.notification.type == row.notification.type &&
             one.notification.title == row.notification.title;
    });
    if (same != look_.messages.end()) {
      same->sinks.push_back(row.sink);
    } else {
      look_.messages.push_back({row.notification, {row.sink}});
    }
  }

  model::Result<void> read_events() {
    model::Result<void> read;
    const auto walked = store::for_each_event(store_, "", [&](const model::Event& event) {
      if (!event.merged_into.empty()) return true;
      auto reports = store::find_reports(store_, event.id, 0);
      if (!reports) {
        read = tl::unexpected(reports.error());
        return false;
      }
      for (model::Report& report : *reports) look_.reports.push_back(std::move(report));
      look_.events.push_back(event);
      return true;
    });
    std::ranges::stable_sort(look_.reports, std::ranges::greater{}, [](const auto& report) {
      return report.published.value_or(report.first_seen);
    });
    return walked ? read : walked;
  }

  engine::SettingsPtr settings_;
  store::EventStore& store_;
  engine::Engine& engine_;
  std::map<std::string, std::size_t> by_url_;  // in look_.feeds
  FirstLook look_;
};

}  // namespace

model::Result<FirstLook> first_look(const engine::SettingsPtr& settings, fetch::Fetcher& fetcher,
                                    const model::Clock& clock) {
  const auto scratch = store::ReaderScratch::make(std::filesystem::temp_directory_path());
  if (!scratch) return tl::unexpected(scratch.error());
  const auto store = store::RocksStore::open(scratch->path() / "store");
  if (!store) return tl::unexpected(store.error());
  const auto engine = engine::Engine::open(**store, settings);
  if (!engine) return tl::unexpected(engine.error());
  return Look(settings, **store, **engine).run(fetcher, clock);
}

}  // namespace newswatch::cli
