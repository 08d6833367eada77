// peers: the rules of other news readers beside newswatch, on the same stories, in one run.
//
//   ninja -C build/release peers
//   build/release/tests/bench/peers [--bm25 X] [--newswatch X] [STORIES [PAIRS]]
//
// STORIES is a folder with NAME.stream.jsonl.gz and NAME.gold.jsonl.gz of the four names in
// run() (default: the labelled corpus beside the checkout; a set that is not there is left out),
// PAIRS the file of hard pairs (default: tests/data/pairs/pairs.jsonl). The options move the
// threshold of BM25 (the default is the best of its own for the four sets together) and of
// newswatch (the default is cluster_threshold).
//
// Printed are BCubed precision, recall and F1 over the labelled stories (Amigo et al. 2009; a
// story that the stream lacks is an event of its own), and of the pairs the share that is right,
// of all, of the same and of the different ones: a pair is taken for the same when the second
// report joins the first's event. Before each pair a rule has counted the stories of all pairs.
// The pairs are made to mislead: a rule that never joins anything is right in half of them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "config/settings.h"
#include "model/result.h"
#include "peer_rules.h"
#include "support/labelled.h"

namespace newswatch::bench {
namespace {

struct Set {
  std::string name;
  std::vector<Story> stories;
  std::map<std::string, std::string> gold;  // story -> event
};

model::Result<Set> read_set(const std::string& folder, const std::string& name) {
  const std::string base = folder + "/" + name;
  return test::read_labels(base + ".gold.jsonl.gz").and_then([&](auto&& gold) {
    return test::read_stories(base + ".stream.jsonl.gz").map([&](auto&& stories) {
      return Set{name, std::forward<decltype(stories)>(stories),
                 std::forward<decltype(gold)>(gold)};
    });
  });
}

template <class Rule>
test::BCubed measure(Rule rule, const Set& set) {
  std::unordered_map<std::string, std::string> found;
  for (const Story& story : set.stories) found[story.id] = std::to_string(rule.add(story));
  std::vector<std::pair<std::string, std::string>> labelled;
  for (const auto& [id, event] : set.gold) {
    const auto at = found.find(id);
    labelled.emplace_back(event, at != found.end() ? at->second : "missing " + id);
  }
  return test::bcubed(labelled);
}

// For each pair, whether the rule takes it for the same.
template <class Rule>
std::vector<bool> judge(Rule rule, const std::vector<test::LabelledPair>& pairs) {
  for (const test::LabelledPair& pair : pairs) rule.count(pair.a), rule.count(pair.b);
  std::vector<bool> out;
  for (const test::LabelledPair& pair : pairs) {
    Rule fresh = rule;
    const EventNumber first = fresh.add(pair.a);
    out.push_back(fresh.add(pair.b) == first);
  }
  return out;
}

std::string shown(const std::vector<test::LabelledPair>& pairs, const std::vector<bool>& answers) {
  double same = 0, same_right = 0, right = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    same += pairs[i].same;
    same_right += pairs[i].same && answers[i];
    right += pairs[i].same == answers[i];
  }
  const double other = static_cast<double>(pairs.size()) - same;
  return fmt::format("{:.3f} {:.2f} {:.2f}", right / static_cast<double>(pairs.size()),
                     same_right / same, (right - same_right) / other);
}

void print_kinds(const std::vector<test::LabelledPair>& pairs, const std::vector<bool>& answers) {
  std::map<std::pair<bool, std::string>, std::pair<int, int>> kinds;  // right, all
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    auto& [right, all] = kinds[{!pairs[i].same, pairs[i].kind}];
    right += pairs[i].same == answers[i];
    ++all;
  }
  fmt::print("\nnewswatch on the pairs, by kind: right of all\n");
  for (const auto& [key, count] : kinds) {
    fmt::print("  {:9} {:32} {:2} of {:2}\n", key.first ? "different" : "same", key.second,
               count.first, count.second);
  }
}

void print_table(const std::vector<Peer>& rules, const std::vector<Set>& sets,
                 const std::vector<test::LabelledPair>& pairs) {
  fmt::print("{:18}", "P R F1");
  for (const Set& set : sets) fmt::print(" | {:14}", set.name);
  fmt::print(" | pairs all same different\n");
  std::vector<bool> answers;
  for (const Peer& peer : rules) {
    fmt::print("{:18}", peer.name);
    for (const Set& set : sets) {
      const test::BCubed score =
          std::visit([&](const auto& rule) { return measure(rule, set); }, peer.rule);
      fmt::print(" | {:.2f} {:.2f} {:.3f}", score.precision, score.recall, score.f1);
    }
    answers = std::visit([&](const auto& rule) { return judge(rule, pairs); }, peer.rule);
    fmt::print(" | {}\n", shown(pairs, answers));
  }
  print_kinds(pairs, answers);
}

int run(std::vector<std::string> args) {
  double bm25 = 0.25, newswatch = config::EventSettings{}.cluster_threshold;
  for (auto [name, value] : {std::pair("--bm25", &bm25), std::pair("--newswatch", &newswatch)}) {
    const auto at = std::find(args.begin(), args.end(), name);
    if (args.end() - at < 2) continue;
    const char* end = at[1].data() + at[1].size();
    if (std::from_chars(at[1].data(), end, *value).ptr != end) break;
    args.erase(at, at + 2);
  }
  if (args.size() > 2 || (!args.empty() && args[0].starts_with('-'))) {
    fmt::print(stderr, "usage: peers [--bm25 X] [--newswatch X] [STORIES [PAIRS]]\n");
    return 2;
  }
  const std::string folder = !args.empty() ? args[0] : NEWSWATCH_SHARED_DIR "/corpus/stories";
  const auto pairs =
      test::read_pairs(args.size() > 1 ? args[1] : NEWSWATCH_TEST_DATA "/pairs/pairs.jsonl");
  if (!pairs || pairs->empty()) {
    fmt::print(stderr, "peers: no pairs: {}\n", pairs ? "empty" : pairs.error().context);
    return 1;
  }
  std::vector<Set> sets;
  for (const char* name : {"deepseek", "allsides", "neus", "uci2014"}) {
    auto set = read_set(folder, name);
    if (set) {
      sets.push_back(std::move(*set));
    } else {
      fmt::print(stderr, "peers: left out {}: {}\n", name, set.error().context);
    }
  }
  print_table(peers(bm25, newswatch), sets, *pairs);
  return 0;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) { return newswatch::bench::run({argv + 1, argv + argc}); }
