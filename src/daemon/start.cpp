#include "daemon/start.h"

#include <cstdlib>
#include <utility>

#include "daemon/log.h"
#include "daemon/log_lines.h"

namespace newswatch::daemon {
namespace {

constexpr std::string_view kMarksFile = "documents-in-hand";

model::Result<Started> open_all(const Adapters& adapters, const engine::SettingsPtr& settings) {
  Started started;
  auto marks = CrashMarks::open(adapters.state_dir / kMarksFile);
  if (!marks) return tl::unexpected(marks.error());
  started.marks = std::move(*marks);
  started.snapshots = std::make_unique<Snapshots>(adapters.state_dir, adapters.store);
  started.snapshots->remove_left();
  auto engine = engine::Engine::open(adapters.store, settings);
  if (!engine) return tl::unexpected(engine.error());
  started.engine = std::move(*engine);
  std::vector<std::string> urls;
  urls.reserve(settings->feeds.size());
  for (const config::FeedSettings& feed : settings->feeds) urls.push_back(feed.url);
  const auto step = started.engine->check_clock(adapters.clock.moment());
  if (!step) return tl::unexpected(step.error());
  const std::optional<model::ClockStep>& stepped = *step;
  if (stepped) log_lines::clock_stepped(*stepped);
  const auto suspects = started.engine->back_off(started.marks->left(urls), adapters.clock.now());
  if (!suspects) return tl::unexpected(suspects.error());
  for (const model::FeedState& state : *suspects) log_lines::suspect_feed(state);
  return started;
}

}  // namespace

model::Result<Started> start(const Adapters& adapters, const engine::SettingsPtr& settings) {
  log_lines::started(*settings, adapters.state_dir);
  log_lines::built_in_config(*settings);
  log_lines::feeds_left_out(*settings);
  return open_all(adapters, settings);
}

int ended_by(std::string_view where, const model::Error& error) {
  const bool damaged = error.kind == model::ErrorKind::kCorrupt;
  if (damaged) {
    log_lines::store_damaged(where, error);
  } else {
    log_lines::fatal(where, error.context);
  }
  flush_log();
  return damaged ? kStoreDamaged : EXIT_FAILURE;
}

std::unique_ptr<judge::Asker> make_asker(const MakeJudge& make_judge,
                                         const config::Settings& settings) {
  auto judge = make_judge(settings);
  if (judge) return std::make_unique<judge::Asker>(std::move(*judge));
  log_lines::judge_setup(judge.error());
  return std::make_unique<judge::Asker>(nullptr);
}

notify::SinkResources sink_resources(const Adapters& adapters) {
  return {.state_dir = adapters.state_dir,
          .environment = adapters.environment,
          .emit = [](const record::LogLine& line) { log(Level::kInfo, line); },
          .proxies = net::ProxyEnvironment::of(adapters.environment)};
}

}  // namespace newswatch::daemon
