// Makes a store of many stories, to measure commands that read all of them, and the start.
//
//   ninja -C build/release make_store
//   build/release/tests/bench/make_store STATE_FOLDER STORIES [latin|cyrillic|han [NEWEST]]
//   time build/release/newswatch search --state-dir STATE_FOLDER harbour
//
// Each story has a title of ten words and a summary of forty, of the frequencies of English; a
// quarter of them have curly quotes, as in feeds. One in ten is in an event of three reports. The
// words are w and a number, in the letters asked for; word 0 is the commonest. The newest story is
// of NEWEST ("2025-01-28T20:00:00Z"; else of now), the others are before it, 8 s apart, or closer,
// so that all are in an event window of 14 days. What is in an event is in the fold index.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "fold/features.h"
#include "record/event_json.h"
#include "store/rocks_store.h"
#include "text/hash.h"
#include "text/normalize.h"
#include "text/times.h"
#include "text/ulid.h"

namespace newswatch {
namespace {

constexpr std::uint64_t kBatch = 1000;
constexpr model::Duration kInTheWindow = std::chrono::days(13);

struct Times {
  model::Time first{};
  model::Duration gap{};
  model::Time of(std::uint64_t n) const { return first + gap * static_cast<std::int64_t>(n); }
};

Times times_until(model::Time newest, std::uint64_t count) {
  const auto stories = static_cast<std::int64_t>(std::max<std::uint64_t>(count, 1));
  const model::Duration gap =
      std::min<model::Duration>(std::chrono::seconds(8), kInTheWindow / stories);
  return {newest - gap * stories, gap};
}

class Words {
 public:
  explicit Words(const std::string& script) : script_(script) {}

  std::string text(std::size_t count) {
    const bool quoted = random_() % 4 == 0;
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0 && script_ != "han") out += ' ';
      const std::string word = some_word();
      out += quoted && i == 2 ? "“" + word + "’s”" : word;
    }
    return out + '.';
  }

 private:
  // Word n as in Zipf's law, of 60,000.
  std::string some_word() {
    constexpr double kWords = 60000;
    const auto n = static_cast<std::uint64_t>(
        std::pow(kWords, std::uniform_real_distribution<double>(0, 1)(random_)));
    std::string digits = std::to_string(n - 1);
    std::string word = script_ == "latin" ? "w" : script_ == "cyrillic" ? "ш" : "中";
    for (const char digit : digits) {
      const auto d = static_cast<char>(digit - '0');
      if (script_ == "latin") {
        word += static_cast<char>('a' + 2 * d);
      } else if (script_ == "cyrillic") {
        word += "\xD0";
        word += static_cast<char>(0xB0 + d);
      } else {
        word += "\xE4\xBA";
        word += static_cast<char>(0x80 + 6 * d);
      }
    }
    return word;
  }

  std::string script_;
  std::mt19937_64 random_{1};
};

model::Story story(std::uint64_t n, model::Time first_seen, Words& words) {
  model::Story made;
  made.id = fmt::format("{:016x}{:016x}", n * 0x9E3779B97F4A7C15ull, n);
  made.outlet = fmt::format("Gazette {}", n % 40);
  made.feed = fmt::format("gazette-{}", n % 60);
  made.title = words.text(10);
  made.summary = words.text(40);
  made.link =
      fmt::format("https://gazette{}.example/news/2025/01/28/council-votes-on-plan-{}", n % 40, n);
  made.guid = made.link;
  made.authors = {"Ann Author"};
  made.categories = {"World", "Politics"};
  made.first_seen = first_seen;
  made.published = made.story_time = made.first_seen - std::chrono::minutes(5);
  made.keys = {"guid:" + made.guid, "url:" + made.link.substr(8)};
  made.titles = {n};
  made.matched = {n};
  return made;
}

// As fold/ stores it, but for the weights: all terms weigh the same.
model::IndexRow index_row(const model::Story& of, std::uint64_t seq) {
  model::IndexRow row;
  row.seq = seq;
  row.event = of.event;
  row.story = of.id;
  row.story_time = of.story_time;
  row.arrived = of.first_seen;
  row.outlet = of.outlet;
  row.title = text::normalized_title(of.title);
  for (const fold::StoryTerm& term : fold::terms(of.title, of.summary)) {
    row.weights.push_back({term.id, 1});
  }
  const auto length = std::sqrt(static_cast<float>(row.weights.size()));
  for (model::TermWeight& one : row.weights) one.weight /= length;
  row.links = {text::hash64("l:" + of.link)};
  return row;
}

void add_report(store::Batch& batch, std::uint64_t n, const Times& times, model::Story& of) {
  const std::uint64_t number = n / 30;
  model::Event event;
  event.id = text::ulid(times.of(number * 30), number, number);
  event.topics = {number % 2 == 0 ? "harbour" : "council"};
  event.title = of.title;
  event.summary = of.summary;
  event.link = of.link;
  event.first_seen = event.updated = of.first_seen;
  event.outlets = event.origins = {of.outlet};
  event.report_count = 3;
  of.topics = event.topics;
  of.event = event.id;
  batch.index_rows.push_back(index_row(of, n / 10 + 1));
  model::Report report;
  report.event = event.id;
  report.story = of.id;
  report.outlet = report.origin = of.outlet;
  report.feed = of.feed;
  report.title = of.title;
  report.link = of.link;
  report.published = of.published;
  report.first_seen = of.first_seen;
  report.opened = n % 30 == 0;
  report.why = {"words: security 0.08, national 0.06", "time: 6 min after its last report"};
  report.words = {"title: harbour"};
  report.considered = {{event.id, 0.3, "security 0.08, national 0.06"}};
  batch.reports.push_back(std::move(report));
  batch.last_event_id = event.id;
  if (n % 30 == 0) batch.events.push_back(std::move(event));
}

int make(const std::string& folder, std::uint64_t count, const std::string& script,
         const Times& times) {
  auto opened = store::RocksStore::open(folder + "/store");
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().context.c_str());
    return 1;
  }
  Words words(script);
  for (std::uint64_t n = 0; n < count;) {
    store::Batch batch;
    for (const std::uint64_t end = std::min(n + kBatch, count); n < end; ++n) {
      model::Story made = story(n, times.of(n), words);
      if (n % 10 == 0) add_report(batch, n, times, made);
      for (const std::string& key : made.keys) batch.keys.emplace_back(key, made.id);
      batch.stories.push_back(std::move(made));
    }
    if (const auto done = (*opened)->commit(batch); !done) {
      std::fprintf(stderr, "%s\n", done.error().context.c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace newswatch

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: make_store STATE_FOLDER STORIES [latin|cyrillic|han [NEWEST]]\n");
    return 2;
  }
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto newest = argc > 4 ? newswatch::text::parse_rfc3339(argv[4])
                               : std::optional<newswatch::model::Time>(now);
  if (!newest) {
    std::fprintf(stderr, "NEWEST is no time: %s\n", argv[4]);
    return 2;
  }
  const std::uint64_t count = std::stoull(argv[2]);
  return newswatch::make(argv[1], count, argc > 3 ? argv[3] : "latin",
                         newswatch::times_until(*newest, count));
}
