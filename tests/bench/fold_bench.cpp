// One matched story against an index of as many live events, and the start's rebuild of it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "fold/fold.h"

namespace newswatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Words of a seeded stream, a few common and most of them rare, as in news.
class Newsroom {
 public:
  fold::Subject next() {
    ++told_;
    fold::Subject subject;
    subject.story = fmt::format("{:032x}", told_);
    subject.outlet = fmt::format("Outlet {}", told_ % 7);
    subject.title = words(9);
    subject.summary = words(30);
    subject.time = subject.arrived = model::Time(hours(480'000) + minutes(told_ % 10'000));
    subject.topics = {"topic"};
    return subject;
  }

 private:
  std::string words(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      const auto rank = static_cast<int>(std::exp(spread_(random_)));
      text += fmt::format("{}w{}", i == 0 ? "" : " ", rank);
    }
    return text;
  }

  std::mt19937 random_{1};
  std::uniform_real_distribution<double> spread_{0, 10};  // e^10: 22,000 words
  std::uint64_t told_ = 0;
};

std::string event_id(const fold::Subject& subject) { return subject.story.substr(6); }

std::vector<model::IndexRow> fill(fold::Index& index, Newsroom& newsroom, std::int64_t events) {
  std::vector<model::IndexRow> rows;
  while (static_cast<std::int64_t>(index.events()) < events) {
    const std::array<fold::Subject, 1> one = {newsroom.next()};
    const auto plan = fold::fold(index, one, fold::Policy{.threshold = 0.5}, event_id);
    fold::apply(index, plan);
    rows.push_back(plan.decisions.front().row);
  }
  return rows;
}

void fold_one_story(benchmark::State& state) {
  fold::Index index;
  Newsroom newsroom;
  fill(index, newsroom, state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    const std::array<fold::Subject, 1> one = {newsroom.next()};
    state.ResumeTiming();
    benchmark::DoNotOptimize(fold::fold(index, one, fold::Policy{}, event_id));
  }
}

void rebuild_index(benchmark::State& state) {
  fold::Index index;
  Newsroom newsroom;
  const auto rows = fill(index, newsroom, state.range(0));
  for (auto _ : state) {
    fold::Index rebuilt;
    for (const auto& row : rows) rebuilt.add(row);
    benchmark::DoNotOptimize(rebuilt.events());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows.size()));
}

BENCHMARK(fold_one_story)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(rebuild_index)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace newswatch
