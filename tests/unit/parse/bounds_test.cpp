// Whatever a document of 1 MiB holds, it is read in time that grows with its size, and what is read
// is bounded. tests/bench/bombs.cpp says what each costs.
#include <gtest/gtest.h>

#include <ctime>
#include <ostream>
#include <string>

#include "parse/parse.h"
#include "unit/parse/bombs.h"

namespace newswatch::parse {
namespace {

// Some 20 times what the slowest takes; a step that compares all with all takes far longer. The
// sanitizers slow some down a hundredfold.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
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

}  // namespace

void PrintTo(const Bomb& bomb, std::ostream* out) { *out << bomb.name; }

}  // namespace newswatch::parse
