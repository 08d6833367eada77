#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "config/read_lists.h"
#include "config/table_reader.h"
#include "text/escape.h"
#include "text/normalize.h"

namespace newswatch::config {
namespace {

bool is_pattern(const std::string& term) { return term.front() == '/'; }

void check_pattern(const std::string& term, Position at, Problems& problems) {
  const std::string shown = text::quoted(text::shortened(term, 80));
  if (term.size() < 2 || term.back() != '/') {
    problems.add(at, fmt::format("term {} begins like a regular expression", shown),
                 "its end, a slash");
    return;
  }
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  const RE2 pattern(std::string_view(term).substr(1, term.size() - 2), options);
  if (!pattern.ok()) {
    problems.add(at,
                 fmt::format("term {} is no regular expression: {}", shown,
                             text::printable(pattern.error())),
                 "RE2 syntax between the slashes");
  } else if (RE2::PartialMatch("", pattern) && RE2::PartialMatch("\x01", pattern)) {
    problems.add(at, fmt::format("term {} is met by every text", shown), "something it must have");
  }
}

void check_term(const std::string& term, Position at, Problems& problems) {
  if (!term.empty() && is_pattern(term)) {
    check_pattern(term, at, problems);
    return;
  }
  const std::string shown = text::quoted(text::shortened(term, 80));
  if (const std::size_t star = term.find('*'); star < term.size() - 1 && !term.empty()) {
    problems.add(at, fmt::format("term {} has a * before its end", shown),
                 "the * at the end, or a regular expression: '/.../'");
  } else if (text::words(text::fold_case(term)).empty()) {
    problems.add(at, fmt::format("term {} holds no word", shown),
                 "at least one letter or digit, or a regular expression: '/.../'");
  }
}

struct Field {
  std::string_view name;
  std::vector<std::string> Terms::*terms;
};
constexpr Field kFields[] = {{"title", &Terms::title},   {"summary", &Terms::summary},
                             {"text", &Terms::text},     {"category", &Terms::category},
                             {"author", &Terms::author}, {"url", &Terms::url}};

Terms read_terms(const Node& table, std::string_view part, Surroundings& around) {
  Terms terms;
  TableReader reader(table, fmt::format("{} of [[topic.clause]]", part), around.problems);
  for (const auto& [name, member] : kFields) {
    std::vector<std::string>& list = terms.*member;
    if (!reader.read(name, list)) continue;
    const auto& nodes = std::get<Array>(reader.find(name)->value);
    for (std::size_t i = 0; i < list.size(); ++i) {
      check_term(list[i], nodes[i].at, around.problems);
    }
  }
  reader.finish();
  return terms;
}

Clause read_clause(const Node& table, Surroundings& around) {
  constexpr std::string_view kFix = "{ title = [\"...\"] }, terms by field";
  Clause clause;
  const std::size_t problems_before = around.problems.size();
  TableReader reader(table, "[[topic.clause]]", around.problems);
  for (const auto& [name, part] : {std::pair("any", &clause.any), std::pair("all", &clause.all),
                                   std::pair("none", &clause.none)}) {
    const Node* terms = reader.table(name, fmt::format("{} = {}", name, kFix));
    if (terms == nullptr) continue;
    *part = read_terms(*terms, name, around);
    if (part->empty() && around.problems.size() == problems_before) {
      reader.problem(name, fmt::format("{} of [[topic.clause]] has no terms", name),
                     fmt::format("{} = {}", name, kFix));
    }
  }
  if (clause.any.empty() && clause.all.empty() && around.problems.size() == problems_before) {
    around.problems.add(table.at, "[[topic.clause]] needs an any or an all",
                        fmt::format("any = {}", kFix));
  }
  reader.finish();
  return clause;
}

// since, until: a date or a date-time, without quotes. A date as `until` includes its day.
std::optional<model::Time> read_time(TableReader& reader, std::string_view key, bool end_of_day) {
  const Node* node = reader.find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Day>(&node->value)) {
    return end_of_day ? day->midnight + std::chrono::days(1) : day->midnight;
  }
  if (const auto* instant = std::get_if<Instant>(&node->value)) return instant->time;
  reader.problem(
      key, fmt::format("{} can't be {}", key, kind(*node)),
      fmt::format("{} = 2025-01-20 or {} = 2025-01-20T08:00:00Z, without quotes", key, key));
  return std::nullopt;
}

void read_scope(TableReader& reader, std::string_view key, std::vector<std::string>& scope,
                const std::vector<std::string>& there, Problems& problems) {
  if (!reader.read(key, scope)) return;
  const auto& nodes = std::get<Array>(reader.find(key)->value);
  for (std::size_t i = 0; i < scope.size(); ++i) {
    if (std::find(there.begin(), there.end(), scope[i]) != there.end()) continue;
    const std::string_view near = nearest(scope[i], there);
    problems.add(nodes[i].at, fmt::format("no [[feed]] is of {} {}", key, text::quoted(scope[i])),
                 near.empty() ? fmt::format("one of {}", text::printable(fmt::format(
                                                             "\"{}\"", fmt::join(there, "\", \""))))
                              : text::quoted(near));
  }
}

// What a scope may name.
struct Known {
  std::vector<std::string> feeds, outlets, labels;
  bool any_outlet = false;  // an aggregator names outlets that nobody knows yet
};

Known known(const std::vector<Feed>& feeds) {
  Known out;
  out.feeds.reserve(feeds.size());
  std::unordered_set<std::string> outlets, labels;
  const auto add = [](std::vector<std::string>& to, std::unordered_set<std::string>& have,
                      const std::string& word) {
    if (have.insert(word).second) to.push_back(word);
  };
  for (const Feed& feed : feeds) {
    out.feeds.push_back(feed.name);
    if (feed.outlet == "*") {
      out.any_outlet = true;
    } else {
      add(out.outlets, outlets, feed.outlet);
    }
    for (const std::string& label : feed.labels) add(out.labels, labels, label);
  }
  return out;
}

Topic read_topic(TableReader& reader, const Known& there, Surroundings& around) {
  Topic topic;
  reader.need("name", topic.name);
  topic.since = read_time(reader, "since", false);
  topic.until = read_time(reader, "until", true);
  if (topic.since && topic.until && *topic.since >= *topic.until) {
    reader.problem("until", "until is not after since", "a later until");
  }
  read_scope(reader, "feeds", topic.feeds, there.feeds, around.problems);
  if (there.any_outlet) {
    reader.read("outlets", topic.outlets);
  } else {
    read_scope(reader, "outlets", topic.outlets, there.outlets, around.problems);
  }
  read_scope(reader, "labels", topic.labels, there.labels, around.problems);
  if (reader.find("clause") == nullptr) {
    reader.problem("clause", "[[topic]] without [[topic.clause]]",
                   "[[topic.clause]] and any = { title = [\"...\"] } below it");
  } else if (const Array* clauses = reader.tables("clause")) {
    for (const Node& clause : *clauses) topic.clauses.push_back(read_clause(clause, around));
    if (clauses->empty()) {
      reader.problem("clause", "[[topic]] with an empty list of clauses", "at least one clause");
    }
  }
  reader.not_in_this_version({"priority"});
  reader.finish();
  return topic;
}

}  // namespace

std::vector<Topic> read_topics(const Array& tables, const std::vector<Feed>& feeds,
                               Surroundings& around) {
  const Known there = known(feeds);
  std::vector<Topic> topics;
  std::unordered_set<std::string> names;
  for (const Node& table : tables) {
    TableReader reader(table, "[[topic]]", around.problems);
    topics.push_back(read_topic(reader, there, around));
    check_name(topics.back().name, reader.at("name"), "[[topic]]", names, around.problems);
  }
  return topics;
}

}  // namespace newswatch::config
