// What parse() costs beside a bare pugixml parse of the same documents in UTF-8.
//
//   ninja -C build/release parse_cost && build/release/tests/bench/parse_cost [ROUNDS [FORM]]
//
// 500 generated documents of 20 to 400 kB in six encodings. Both parsers run in turns on each
// document; the figure is the ratio of their CPU times, so a busy machine changes it little.
// `items` is bytes to items with all fields; `+text` adds the plain text of the first 2 kB of each
// summary.
#include <fmt/format.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <pugixml.hpp>
#include <string_view>
#include <vector>

#include "bench/feed_corpus.h"
#include "parse/parse.h"
#include "text/plain_text.h"

namespace newswatch::bench {
namespace {

struct Cost {
  double bytes = 0, bare = 0, items = 0, text = 0;  // seconds

  void add(const Cost& other) {
    bytes += other.bytes;
    bare += other.bare;
    items += other.items;
    text += other.text;
  }
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double timed(Work work) {
  const double start = cpu_seconds();
  work();
  return cpu_seconds() - start;
}

void fail(const FeedBytes& document, std::string_view why) {
  fmt::print(stderr, "{} in {}: {}\n", document.form, document.encoding, why);
  std::exit(1);
}

// The best of `rounds`, which is what the machine can do undisturbed.
Cost measure(const FeedBytes& feed, int rounds) {
  Cost best{static_cast<double>(feed.utf8.size()), 1e9, 1e9, 1e9};
  for (int round = 0; round < rounds; ++round) {
    best.bare = std::min(best.bare, timed([&] {
                           pugi::xml_document xml;
                           if (!xml.load_buffer(feed.utf8.data(), feed.utf8.size(),
                                                pugi::parse_default, pugi::encoding_utf8)) {
                             fail(feed, "not well-formed");
                           }
                         }));
    double text = 0;
    const double items = timed([&] {
      const auto document =
          parse::parse({feed.bytes, feed.content_type, "https://gazette.example/feed"});
      if (!document || !document->warnings.empty() || document->items.empty()) {
        fail(feed, document ? "warnings or no items" : document.error().context);
      }
      text = timed([&] {
        for (const auto& item : document->items) {
          if (text::plain_text(item.summary, 2000).empty() && !item.summary.empty()) {
            fail(feed, "no text in a summary");
          }
        }
      });
    });
    best.items = std::min(best.items, items - text);
    best.text = std::min(best.text, text);
  }
  return best;
}

void print(std::string_view name, const Cost& cost) {
  fmt::print("{:<14} {:>8.1f} {:>10.0f} {:>8.2f} {:>8.2f}\n", name, cost.bytes / 1e6,
             cost.bytes / cost.bare / 1e6, cost.items / cost.bare,
             (cost.items + cost.text) / cost.bare);
}

int run(int rounds, std::string_view only) {
  std::map<std::string, Cost> forms, encodings;
  Cost all;
  for (const FeedBytes& document : feed_corpus(500, 20'000, 400'000)) {
    if (!only.empty() && only != document.form && only != document.encoding) continue;
    const Cost cost = measure(document, rounds);
    forms[document.form].add(cost);
    encodings[document.encoding].add(cost);
    all.add(cost);
  }
  fmt::print("{:<14} {:>8} {:>10} {:>8} {:>8}\n", "", "MB", "bare MB/s", "items", "+text");
  for (const auto& [name, cost] : encodings) print(name, cost);
  for (const auto& [name, cost] : forms) print(name, cost);
  print("all", all);
  return 0;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  // Memory is fetched from the kernel once, not anew for each document: its share would go by
  // chance to whoever asks at the wrong moment.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return newswatch::bench::run(argc > 1 ? std::max(std::atoi(argv[1]), 1) : 5,
                               argc > 2 ? argv[2] : "");
}
