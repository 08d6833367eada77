// One poll, whole: request over a kept connection, parse, identify, match, fold, commit. CPU is
// that of the thread that does it all; the server's threads are not counted.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <string>

#include "config/load_settings.h"
#include "engine/engine.h"
#include "engine/poll_result.h"
#include "fetch/curl_fetcher.h"
#include "notify/sinks.h"
#include "store/rocks_store.h"
#include "support/feed_server.h"
#include "support/folder.h"

namespace newswatch {
namespace {

constexpr int kItems = 20;

std::string feed(int newest) {
  std::string out = "<rss version=\"2.0\"><channel><title>Gazette</title>";
  for (int n = newest; n > newest - kItems; --n) {
    out += fmt::format(
        "<item><title>Harbour council takes vote {} on the eastern quay</title>"
        "<link>https://gazette.example/news/{}</link><guid>https://gazette.example/?p={}</guid>"
        "<description>{}</description></item>",
        n, n, n, "The council met for the second time this week and heard the engineers. ");
  }
  return out + "</channel></rss>";
}

void poll(benchmark::State& state, bool changed) {
  test::FeedServer server;
  int newest = kItems;
  server.handle("/feed", [&](const test::Request&) {
    return test::Reply{
        .body = feed(newest), .etag = fmt::format("\"{}\"", newest), .last_modified = ""};
  });
  auto settings = config::parse_settings(
      fmt::format("[notify]\nmax_age = \"off\"\n[[feed]]\nname = \"gazette\"\nurl = \"{}\"\n",
                  server.url("/feed")),
      "bench", notify::sink_table());
  const test::Folder folder;
  const model::SystemClock clock;
  auto store = store::RocksStore::open(folder.path());
  const std::vector<std::string> loopback = {"127.0.0.1/32"};
  auto fetcher = fetch::CurlFetcher::open({.guard = *net::AddressGuard::parse(loopback)}, clock);
  if (!settings || !store || !fetcher) return state.SkipWithError("can't be set up");
  const auto shared = std::make_shared<const config::Settings>(std::move(*settings));
  auto engine = engine::Engine::open(**store, shared);
  if (!engine) return state.SkipWithError(engine.error().context.c_str());

  const std::string url = server.url("/feed");
  std::uint64_t id = 0;
  for (auto _ : state) {
    if (changed) ++newest;
    const model::FeedState before = (*engine)->feed(url);
    (*fetcher)->start({.id = ++id,
                       .url = url,
                       .etag = before.etag,
                       .timeout = std::chrono::seconds(10),
                       .max_body = 1 << 20});
    std::vector<fetch::FetchResult> results;
    while (results.empty()) results = (*fetcher)->wait(std::chrono::seconds(1));
    const auto ingested = (*engine)->ingest(engine::parse_response(
        engine::fetched(url, clock.moment(), std::move(results.front().response))));
    if (!ingested) return state.SkipWithError(ingested.error().context.c_str());
  }
  state.SetItemsProcessed(state.iterations());
}

void poll_unchanged(benchmark::State& state) { poll(state, false); }
void poll_one_new_of_twenty(benchmark::State& state) { poll(state, true); }

BENCHMARK(poll_unchanged)->Unit(benchmark::kMicrosecond);
BENCHMARK(poll_one_new_of_twenty)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace newswatch
