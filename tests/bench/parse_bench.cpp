// Bytes a second through parse(): generated documents of the three families, clean and in need of
// repair.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <iterator>
#include <string>

#include "parse/parse.h"

namespace newswatch {
namespace {

std::string rss(int items, bool broken) {
  std::string out = R"(<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>)"
                    "<title>Bench Gazette</title><link>https://gazette.example/</link>";
  for (int i = 0; i < items; ++i) {
    fmt::format_to(std::back_inserter(out),
                   "<item><title>Council votes on harbour plan {0}{1}</title>"
                   "<link>https://gazette.example/news/{0}</link><guid>g-{0}</guid>"
                   "<pubDate>Mon, 27 Jan 2025 10:{2:02}:00 GMT</pubDate><description>"
                   "&lt;p&gt;The council voted on Monday evening to go ahead with the plan, after "
                   "six hours of debate and {0} amendments.&lt;/p&gt;</description></item>",
                   i, broken ? " & more &nbsp; \x01" : "", i % 60);
  }
  return out + (broken ? "" : "</channel></rss>");
}

std::string atom(int entries) {
  std::string out = R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>Bench</title>)";
  for (int i = 0; i < entries; ++i) {
    fmt::format_to(std::back_inserter(out),
                   "<entry><id>tag:gazette.example,2025:{0}</id><title type=\"html\">Harbour &amp;"
                   "amp; plan {0}</title><link href=\"https://gazette.example/news/{0}\"/>"
                   "<updated>2025-01-27T10:00:00Z</updated><summary>Short text {0}</summary>"
                   "</entry>",
                   i);
  }
  return out + "</feed>";
}

std::string json(int items) {
  std::string out = R"({"version":"https://jsonfeed.org/version/1.1","title":"Bench","items":[)";
  for (int i = 0; i < items; ++i) {
    fmt::format_to(std::back_inserter(out),
                   R"({}{{"id":"{}","url":"https://gazette.example/{}","title":"Plan {}",)"
                   R"("content_html":"<p>Text</p>","date_published":"2025-01-27T10:00:00Z"}})",
                   i == 0 ? "" : ",", i, i, i);
  }
  return out + "]}";
}

void run(benchmark::State& state, const std::string& bytes, const char* type) {
  for (auto _ : state) {
    auto document = parse::parse({bytes, type, "https://gazette.example/feed"});
    if (!document) return state.SkipWithError(document.error().context.c_str());
    benchmark::DoNotOptimize(document->items.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void parse_rss(benchmark::State& state) {
  run(state, rss(static_cast<int>(state.range(0)), false), "application/rss+xml");
}
void parse_broken_rss(benchmark::State& state) {
  run(state, rss(static_cast<int>(state.range(0)), true), "text/xml");
}
void parse_atom(benchmark::State& state) {
  run(state, atom(static_cast<int>(state.range(0))), "application/atom+xml");
}
void parse_json(benchmark::State& state) {
  run(state, json(static_cast<int>(state.range(0))), "application/feed+json");
}

BENCHMARK(parse_rss)->Arg(30)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(parse_broken_rss)->Arg(30)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(parse_atom)->Arg(30)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(parse_json)->Arg(30)->Arg(1000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace newswatch
