// What matching costs for an item that meets no topic, so that every term is looked for: the
// built-in topic and one of twenty terms of one or two words, on texts of several languages. A
// summary has five sentences of the title's length.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/load_settings.h"
#include "match/topic.h"
#include "notify/sinks.h"

namespace newswatch {
namespace {

constexpr std::string_view kTopic = R"(
[[topic]]
name = "twenty"
[[topic.clause]]
any = { text = ["harbour bridge", "port authority", "ferry", "pilots", "walk-out", "container*",
  "Lodz", "Zölle", "Élysée", "курьер*", "forty winks", "tariff", "customs union", "strike vote",
  "crane*", "dockers", "tug boats", "night shift", "lockout", "arbitration"] }
)";

std::vector<config::TopicSettings> topics() {
  auto builtin = config::load_builtin(notify::sink_table());
  auto own = config::parse_settings(kTopic, "topic", notify::sink_table(), {},
                                    config::NamedFiles::kLeave, config::Feeds::kOptional);
  std::vector<config::TopicSettings> all = builtin->topics;
  all.insert(all.end(), own->topics.begin(), own->topics.end());
  return all;
}

void match_item(benchmark::State& state, std::string_view title) {
  const auto set = match::TopicSet::compile(topics());
  std::string summary;
  for (int i = 0; i < 5; ++i) summary += std::string(title) + ". ";
  const match::StoryText item{.title = title, .summary = summary};
  for (auto _ : state) benchmark::DoNotOptimize(set->match(item));
}

BENCHMARK_CAPTURE(match_item, ascii,
                  "Council approves budget after a long night of debate over schools");
BENCHMARK_CAPTURE(match_item, curly_quotes,
                  "Council approves ‘historic’ budget – the mayor’s biggest win yet, allies say");
BENCHMARK_CAPTURE(match_item, german,
                  "Großbrand in Leversdorf: Sechs Verletzte, Schäden in Millionenhöhe");
BENCHMARK_CAPTURE(match_item, french,
                  "Grève des contrôleurs aériens : l’Élysée reste muet, l’été menacé");
BENCHMARK_CAPTURE(match_item, russian,
                  "Кабинет министров обсудит повышение пенсий на следующей неделе");
BENCHMARK_CAPTURE(match_item, arabic, "سلطنة عُمان تستضيف بطولة الشطرنج في العاصمة الأسبوع المقبل");
BENCHMARK_CAPTURE(match_item, chinese, "应急部门派工作组赴望川指导救援，多地启动应急响应");
BENCHMARK_CAPTURE(match_item, korean, "도담식품은 왜 흔들렸나, 물류센터 화재 이후의 석 달");

}  // namespace
}  // namespace newswatch
