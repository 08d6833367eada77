// Whatever a document of 1 MiB holds, it is read in time that grows with its size, and what is read
// is bounded. One of 16 MiB, the default of max_body, takes no more than 128 MiB with its bytes and
// all that is read. tests/bench/bombs.cpp says what each costs.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "parse/parse.h"
#include "unit/parse/bombs.h"

namespace newswatch::parse {
namespace {

// Some 20 times what the slowest takes; a step that compares all with all takes far longer. The
// sanitizers slow some down a hundredfold.
#ifdef NEWSWATCH_SANITIZED
constexpr double kMostSeconds = 50;
#else
constexpr double kMostSeconds = 5;
#endif

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Bounds : public testing::TestWithParam<Bomb> {};

TEST_P(Bounds, HoldForADocumentOf) {
  const std::string bytes = GetParam().make();
  const double start = cpu_seconds();
  const auto document = parse({bytes, {}, "https://gazette.example/feed.xml"});
  EXPECT_LT(cpu_seconds() - start, kMostSeconds);
  EXPECT_EQ(document ? static_cast<int>(document->items.size()) : -1, GetParam().items)
      << (document ? "" : document.error().context);
  if (!document) {
    EXPECT_LT(document.error().context.size(), 400u);
    return;
  }
  EXPECT_LE(document->warnings.size(), 50u);
  for (const model::Item& item : document->items) {
    EXPECT_LE(item.authors.size(), 200u);
    EXPECT_LE(item.categories.size(), 200u);
    EXPECT_LE(item.enclosures.size(), 200u);
  }
}

INSTANTIATE_TEST_SUITE_P(OneMebibyte, Bounds, testing::ValuesIn(bombs().begin(), bombs().end()),
                         [](const auto& bomb) { return std::string(bomb.param.name); });

#ifndef NEWSWATCH_SANITIZED
double mebibytes(const rusage& usage) { return static_cast<double>(usage.ru_maxrss) / 1024; }

// What a process of its own had at most while it did the work.
template <class Work>
rusage usage_of(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  rusage usage{};
  int status = -1;
  wait4(child, &status, 0, &usage);
  EXPECT_EQ(status, 0);
  return usage;
}

// Those that take the most of each kind, and those that the limits were made for.
std::vector<Bomb> heaviest() {
  constexpr std::array<std::string_view, 24> kNames = {"NestedTags",
                                                       "NestedByOtherNames",
                                                       "EmptyElementsAndTexts",
                                                       "EmptyItems",
                                                       "ManyAttributes",
                                                       "LongAttributes",
                                                       "ManyNamespacesOfAnItem",
                                                       "ManyMiddlingEntities",
                                                       "UnknownEntities",
                                                       "ManySections",
                                                       "Ampersands",
                                                       "Quotes",
                                                       "Windows1252Signs",
                                                       "BrokenUtf8",
                                                       "KeywordsOfEachItem",
                                                       "ManyRelativeEnclosures",
                                                       "MiddlingBase",
                                                       "Base64OfAtom",
                                                       "XhtmlOfSigns",
                                                       "XhtmlOfQuotes",
                                                       "HtmlRelativeLinks",
                                                       "JsonManyObjects",
                                                       "JsonManyNames",
                                                       "JsonLongNumber"};
  std::vector<Bomb> list;
  for (const Bomb& bomb : bombs()) {
    if (std::find(kNames.begin(), kNames.end(), bomb.name) != kNames.end()) list.push_back(bomb);
  }
  return list;
}

class Memory : public testing::TestWithParam<Bomb> {};

TEST_P(Memory, IsBoundedForADocumentOf) {
  const double idle = mebibytes(usage_of([] {}));
  const rusage usage = usage_of([] {
    const std::string bytes = make(GetParam(), 16u << 20);
    const auto document = parse({bytes, {}, "https://gazette.example/feed.xml"});
    if (document && document->items.size() > 10'000) _exit(1);
  });
  EXPECT_LT(mebibytes(usage) - idle, 128);
  EXPECT_LT(static_cast<double>(usage.ru_utime.tv_sec), 4);
}

INSTANTIATE_TEST_SUITE_P(SixteenMebibytes, Memory, testing::ValuesIn(heaviest()),
                         [](const auto& bomb) { return std::string(bomb.param.name); });
#endif

}  // namespace

void PrintTo(const Bomb& bomb, std::ostream* out) { *out << bomb.name; }

}  // namespace newswatch::parse
