#include "cli/ask_feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "record/json_io.h"
#include "text/escape.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kNamesShown = 10;

// Without a daemon: what it would have stored.
tl::expected<std::vector<std::string>, int> pause_here(const config::Settings& settings,
                                                       const std::filesystem::path& folder,
                                                       const model::ControlRequest& request) {
  const auto opened = open_engine(folder, settings);
  if (!opened) return tl::unexpected(opened.error());
  const auto done =
      opened->engine->pause(request.feeds, request.command == model::ControlCommand::kPauseFeeds,
                            model::SystemClock().now());
  if (done) return request.feeds;
  print::complain(done.error().context);
  return tl::unexpected(static_cast<int>(kFailure));
}

int tell(const Global& global, const std::vector<std::string>& feeds, const std::string& done) {
  print::Output out;
  if (global.json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("feeds", feeds);
    out.line(io.text());
  } else {
    const bool few = feeds.size() <= kNamesShown;
    const std::string names = few ? print::joined(feeds) : print::counted(feeds.size(), "feed");
    out.line(text::printable(fmt::format(fmt::runtime(done), names)));
  }
  return out.finish(kOk);
}

}  // namespace

int ask_feeds(const Global& global, model::ControlCommand command,
              const std::vector<std::string>& feeds, const std::string& done) {
  const auto settings = open_settings(global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  for (const std::string& name : feeds) {
    if (std::ranges::find(settings->feeds, name, &config::FeedSettings::name) !=
        settings->feeds.end()) {
      continue;
    }
    print::complain(fmt::format("the config has no feed {}", text::quoted(name)));
    return kNotFound;
  }
  std::filesystem::path folder;
  {
    const auto opened = open_store(global);
    if (!opened) return opened.error();
    folder = opened->folder;
  }
  model::ControlRequest request;
  request.command = command;
  request.feeds = feeds;
  const auto asked = ask_daemon_of(folder, request);
  if (!asked) return asked.error();
  const std::optional<model::ControlReply>& reply = *asked;
  if (!reply && command == model::ControlCommand::kPollNow) {
    print::complain("no daemon runs here; `newswatch run --once` asks every feed once");
    return kNoStore;
  }
  if (!reply) {
    const auto paused = pause_here(*settings, folder, request);
    return paused ? tell(global, *paused, done) : paused.error();
  }
  return tell(global, reply->feeds, done);
}

}  // namespace newswatch::cli
