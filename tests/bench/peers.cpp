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
#include <exception>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "config/settings.h"
#include "model/result.h"
#include "peer_rules.h"
#include "support/process.h"
#include "text/time_text.h"

namespace newswatch::bench {
namespace {

struct Set {
  std::string name;
  std::vector<Story> stories;
  std::map<std::string, std::string> gold;  // story -> event
};

struct Pair {
  std::string kind;
  bool same = false;
  Story a, b;
};

Story read_story(const nlohmann::json& json) {
  Story story{json.value("id", ""), json.value("url", ""), json.value("feed", ""),
              json.value("title", ""), json.value("summary", "")};
  const std::string published = json.value("published", "");
  const auto time = text::parse_rfc3339(published);
  if (!time) throw std::invalid_argument(fmt::format("published is \"{}\"", published));
  story.time = *time;
  return story;
}

// Calls `take` with each line of a file, packed or plain, as JSON. What is wrong is thrown as a
// std::exception by the caller's conversions and by the parser, and comes back as an error here.
model::Result<void> each_line(const std::string& file,
                              const std::function<void(const nlohmann::json&)>& take) {
  const test::Output output = test::run_command({"/usr/bin/env", "zcat", "-f", file});
  if (output.status != 0) return model::fail(model::ErrorKind::kBadInput, "can't read " + file);
  std::size_t at = 0;
  try {
    for (std::size_t end = 0; at < output.text.size(); at = end + 1) {
      end = std::min(output.text.find('\n', at), output.text.size());
      if (end > at) take(nlohmann::json::parse(output.text.substr(at, end - at)));
    }
  } catch (const std::exception& problem) {
    return model::fail(model::ErrorKind::kBadInput,
                       fmt::format("{}, byte {}: {}", file, at, problem.what()));
  }
  return {};
}

model::Result<Set> read_set(const std::string& folder, const std::string& name) {
  Set set{name, {}, {}};
  const std::string base = folder + "/" + name;
  return each_line(base + ".gold.jsonl.gz",
                   [&](const auto& json) { set.gold[json.at("id")] = json.at("event"); })
      .and_then([&] {
        return each_line(base + ".stream.jsonl.gz",
                         [&](const auto& json) { set.stories.push_back(read_story(json)); });
      })
      .map([&] { return std::move(set); });
}

model::Result<std::vector<Pair>> read_pairs(const std::string& file) {
  std::vector<Pair> pairs;
  return each_line(file,
                   [&](const auto& json) {
                     pairs.push_back({json.at("kind"), json.at("same"), read_story(json.at("a")),
                                      read_story(json.at("b"))});
                   })
      .map([&] { return std::move(pairs); });
}

struct BCubed {
  double precision = 0, recall = 0, f1 = 0;
};

template <class Rule>
BCubed measure(Rule rule, const Set& set) {
  std::unordered_map<std::string, std::string> found;
  for (const Story& story : set.stories) found[story.id] = std::to_string(rule.add(story));
  std::map<std::string, double> gold, predicted;
  std::map<std::pair<std::string, std::string>, double> joint;
  for (const auto& [id, event] : set.gold) {
    const auto at = found.find(id);
    const std::string cluster = at != found.end() ? at->second : "missing " + id;
    ++gold[event], ++predicted[cluster], ++joint[{event, cluster}];
  }
  BCubed out;
  for (const auto& [key, both] : joint) {
    out.precision += both * both / predicted[key.second] / static_cast<double>(set.gold.size());
    out.recall += both * both / gold[key.first] / static_cast<double>(set.gold.size());
  }
  const double sum = out.precision + out.recall;
  out.f1 = sum > 0 ? 2 * out.precision * out.recall / sum : 0;
  return out;
}

// For each pair, whether the rule takes it for the same.
template <class Rule>
std::vector<bool> judge(Rule rule, const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) rule.count(pair.a), rule.count(pair.b);
  std::vector<bool> out;
  for (const Pair& pair : pairs) {
    Rule fresh = rule;
    const EventNumber first = fresh.add(pair.a);
    out.push_back(fresh.add(pair.b) == first);
  }
  return out;
}

std::string shown(const std::vector<Pair>& pairs, const std::vector<bool>& answers) {
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

void print_kinds(const std::vector<Pair>& pairs, const std::vector<bool>& answers) {
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
                 const std::vector<Pair>& pairs) {
  fmt::print("{:18}", "P R F1");
  for (const Set& set : sets) fmt::print(" | {:14}", set.name);
  fmt::print(" | pairs all same different\n");
  std::vector<bool> answers;
  for (const Peer& peer : rules) {
    fmt::print("{:18}", peer.name);
    for (const Set& set : sets) {
      const BCubed score =
          std::visit([&](const auto& rule) { return measure(rule, set); }, peer.rule);
      fmt::print(" | {:.2f} {:.2f} {:.3f}", score.precision, score.recall, score.f1);
    }
    answers = std::visit([&](const auto& rule) { return judge(rule, pairs); }, peer.rule);
    fmt::print(" | {}\n", shown(pairs, answers));
  }
  print_kinds(pairs, answers);
}

int run(std::vector<std::string> args) {
  double bm25 = 0.25, newswatch = config::Event{}.cluster_threshold;
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
      read_pairs(args.size() > 1 ? args[1] : NEWSWATCH_TEST_DATA "/pairs/pairs.jsonl");
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
