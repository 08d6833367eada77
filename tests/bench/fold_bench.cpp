// What folding costs: a matched story and one off topic against an index of many stories, the
// memory of a story in the window, the rebuild at start, and one document full of matching items.
//
// Stories have 25 terms of a vocabulary spread as in news; half of them open an event, half join
// one; the window's 14 days are full. p50 and p99 are of single stories by the wall clock: measure
// on a quiet machine.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fold/features.h"
#include "fold/fold.h"

namespace newswatch {
namespace {

constexpr int kWords = 160'000, kTitleWords = 9, kStoryWords = 25;
constexpr model::Duration kWindow = std::chrono::hours(24 * 14);
const model::Time kStart(std::chrono::hours(480'000));

double now_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

double resident_bytes() {
  malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Headlines of such words are no more alike than real ones: letters without a pattern.
std::string word(int rank) {
  std::mt19937 random(static_cast<std::uint32_t>(rank));
  std::string out(4 + random() % 6, ' ');
  for (char& c : out) c = static_cast<char>('a' + random() % 26);
  return out;
}

// Stories of a seeded stream as ranks of words: a few common, most of them rare.
class Newsroom {
 public:
  Newsroom() : ids_(kWords) {
    for (int i = 0; i < kWords; ++i)
      ids_[static_cast<std::size_t>(i)] = fold::term_ids({word(i)}).at(0);
  }

  // Every second story tells of one of the last thousand happenings, in a third of its words.
  std::vector<int> next() {
    std::vector<int> ranks;
    const bool joins = told_++ % 2 == 1;
    event_ = joins ? opened_ - 1 - random_() % std::min<std::uint64_t>(opened_, 1000) : opened_;
    if (joins) {
      const std::vector<int>& first = recent_[event_ % recent_.size()];
      ranks.assign(first.begin(), first.begin() + kStoryWords / 3);
    }
    while (ranks.size() < kStoryWords) {
      const int rank = static_cast<int>(std::exp(spread_(random_))) - 1;
      if (std::find(ranks.begin(), ranks.end(), rank) == ranks.end()) ranks.push_back(rank);
    }
    std::shuffle(ranks.begin(), ranks.end(), random_);
    if (!joins) recent_[opened_++ % recent_.size()] = ranks;
    return ranks;
  }

  // A row as folding would make it, were the words as common as they are told.
  model::IndexRow row(std::uint64_t seq, model::Time time) {
    const std::vector<int> ranks = next();
    model::IndexRow out;
    out.seq = seq;
    out.event = fmt::format("{:026}", event_);
    out.story = fmt::format("{:032x}", seq);
    out.outlet = "Outlet";
    out.story_time = out.arrived = time;
    out.title = text(ranks, 0, kTitleWords);
    double length2 = 0;
    for (const int rank : ranks) {
      const double weight = std::log(1 + static_cast<double>(rank)) + 0.5;
      out.weights.push_back({ids_[static_cast<std::size_t>(rank)], static_cast<float>(weight)});
      length2 += weight * weight;
    }
    for (auto& one : out.weights) one.weight /= static_cast<float>(std::sqrt(length2));
    std::sort(out.weights.begin(), out.weights.end(),
              [](const auto& a, const auto& b) { return a.term < b.term; });
    return out;
  }

  fold::IncomingStory story(model::Time time) {
    const std::vector<int> ranks = next();
    fold::IncomingStory out;
    out.id = fmt::format("{:032x}", told_);
    out.outlet = "Outlet";
    out.title = text(ranks, 0, kTitleWords);
    out.summary = text(ranks, kTitleWords, kStoryWords);
    out.time = out.arrived = time;
    out.topics = {"topic"};
    return out;
  }

  // Counts of a stream of so many stories.
  model::ScopeCounts counts(std::uint64_t stories) const {
    model::ScopeCounts out;
    out.stories = static_cast<float>(stories);
    const double draws = static_cast<double>(stories) * kStoryWords / std::log(kWords);
    for (int i = 0; i < kWords; ++i) {
      const auto df =
          std::floor(std::min(draws * std::log1p(1.0 / (i + 1)), static_cast<double>(stories)));
      if (df > 0) {
        out.terms.push_back({ids_[static_cast<std::size_t>(i)], static_cast<float>(df)});
      }
    }
    return out;
  }

 private:
  static std::string text(const std::vector<int>& ranks, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) out += (i == from ? "" : " ") + word(ranks[i]);
    return out;
  }

  std::vector<model::TermId> ids_;  // by rank
  std::vector<std::vector<int>> recent_{1000};
  std::mt19937 random_{1};
  std::uniform_real_distribution<double> spread_{0, std::log(kWords)};
  std::uint64_t told_ = 0, opened_ = 0, event_ = 0;
};

void fill(fold::Index& index, Newsroom& newsroom, std::int64_t stories) {
  for (std::int64_t i = 0; i < stories; ++i) {
    index.add(newsroom.row(static_cast<std::uint64_t>(i) + 1, kStart + kWindow * i / stories));
  }
  const auto counts = newsroom.counts(static_cast<std::uint64_t>(stories));
  index.counts().restore({.scopes = {{"", counts}, {"topic", counts}}});
}

std::string event_id(const fold::IncomingStory& subject) { return subject.id.substr(6); }

void report(benchmark::State& state, std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  state.counters["p50_us"] = samples[samples.size() / 2];
  state.counters["p99_us"] = samples[samples.size() * 99 / 100];
}

void one_story(benchmark::State& state, bool matched) {
  Newsroom newsroom;
  fold::Index index;
  const double before = resident_bytes();
  fill(index, newsroom, state.range(0));
  state.counters["bytes_a_story"] =
      (resident_bytes() - before) / static_cast<double>(state.range(0));
  std::vector<fold::IncomingStory> told;
  for (std::size_t i = 0; i < static_cast<std::size_t>(state.max_iterations); ++i) {
    told.push_back(newsroom.story(kStart + kWindow));
    if (!matched) told.back().topics.clear();
    told.back().fold = matched;
  }
  std::vector<double> samples;
  double joined = 0;
  for (auto _ : state) {
    const fold::IncomingStory& subject = told[samples.size()];
    const double start = now_us();
    const fold::Plan plan = fold::fold(index, std::span(&subject, 1), {}, event_id);
    fold::apply(index, plan);
    samples.push_back(now_us() - start);
    if (matched) joined += !plan.decisions.front().opens;
  }
  state.counters["joined"] = joined / static_cast<double>(samples.size());
  report(state, std::move(samples));
}

void matched_story(benchmark::State& state) { one_story(state, true); }
void story_off_topic(benchmark::State& state) { one_story(state, false); }

void rebuild(benchmark::State& state) {
  Newsroom newsroom;
  std::vector<model::IndexRow> rows;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    rows.push_back(
        newsroom.row(static_cast<std::uint64_t>(i) + 1, kStart + kWindow * i / state.range(0)));
  }
  for (auto _ : state) {
    fold::Index index;
    for (const model::IndexRow& row : rows) index.add(row);
    benchmark::DoNotOptimize(index.events());
  }
}

void one_document(benchmark::State& state) {
  Newsroom newsroom;
  std::vector<fold::IncomingStory> subjects;
  for (std::int64_t i = 0; i < state.range(0); ++i) subjects.push_back(newsroom.story(kStart));
  const fold::Index index;
  for (auto _ : state) {
    benchmark::DoNotOptimize(fold::fold(index, subjects, {}, event_id));
  }
}

BENCHMARK(matched_story)->Arg(100)->Arg(1000)->Arg(10'000)->Arg(1'000'000)->Iterations(2000);
BENCHMARK(story_off_topic)->Arg(10'000)->Iterations(5000);
BENCHMARK(rebuild)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(one_document)->Arg(10'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace newswatch
