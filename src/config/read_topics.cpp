#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "config/key_kinds.h"
#include "config/keys.h"
#include "config/read_tables.h"
#include "config/term_fields.h"
#include "text/escape.h"
#include "text/nearest.h"
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

Terms read_terms(const Node& table, std::string_view part, const FileContext& file) {
  Terms terms;
  TableReader reader(table, fmt::format("{} of [[topic.clause]]", part), file);
  for (const auto& [name, member] : kTermFields) {
    std::vector<std::string>& list = terms.*member;
    if (!StringsKind{}.read(reader, name, list)) continue;
    for (std::size_t i = 0; i < list.size(); ++i) {
      check_term(list[i], reader.element_at(name, i), file.problems);
    }
  }
  reader.finish();
  return terms;
}

Clause read_clause(const Node& table, const FileContext& file) {
  constexpr std::string_view kFix = "{ title = [\"...\"] }, terms by field";
  Clause clause;
  const std::size_t problems_before = file.problems.size();
  TableReader reader(table, "[[topic.clause]]", file);
  for (const auto& [name, part] : {std::pair("any", &clause.any), std::pair("all", &clause.all),
                                   std::pair("none", &clause.none)}) {
    const Node* terms = reader.table(name, fmt::format("{} = {}", name, kFix));
    if (terms == nullptr) continue;
    *part = read_terms(*terms, name, file);
    if (part->empty() && file.problems.size() == problems_before) {
      reader.problem(name, fmt::format("{} of [[topic.clause]] has no terms", name),
                     fmt::format("{} = {}", name, kFix));
    }
  }
  if (clause.any.empty() && clause.all.empty() && file.problems.size() == problems_before) {
    file.problems.add(table.at, "[[topic.clause]] needs an any or an all",
                      fmt::format("any = {}", kFix));
  }
  reader.finish();
  return clause;
}

void check_scope(TableReader& reader, std::string_view key, const std::vector<std::string>& scope,
                 const std::vector<std::string>& known) {
  for (std::size_t i = 0; i < scope.size(); ++i) {
    if (std::find(known.begin(), known.end(), scope[i]) != known.end()) continue;
    const std::string_view near = text::nearest(scope[i], known);
    reader.file().problems.add(
        reader.element_at(key, i),
        fmt::format("no [[feed]] is of {} {}", key, text::quoted(scope[i])),
        near.empty() ? fmt::format("one of {}", text::printable(fmt::format(
                                                    "\"{}\"", fmt::join(known, "\", \""))))
                     : text::quoted(near));
  }
}

// What the scope of a topic may name.
struct KnownScopes {
  std::vector<std::string> feeds, outlets, labels;
  bool any_outlet = false;  // an aggregator names outlets that no config knows
};

KnownScopes known_scopes(const std::vector<FeedSettings>& feeds) {
  KnownScopes known;
  known.feeds.reserve(feeds.size());
  std::unordered_set<std::string> outlets, labels;
  const auto add = [](std::vector<std::string>& to, std::unordered_set<std::string>& have,
                      const std::string& word) {
    if (have.insert(word).second) to.push_back(word);
  };
  for (const FeedSettings& feed : feeds) {
    known.feeds.push_back(feed.name);
    if (feed.outlet == "*") {
      known.any_outlet = true;
    } else {
      add(known.outlets, outlets, feed.outlet);
    }
    for (const std::string& label : feed.labels) add(known.labels, labels, label);
  }
  return known;
}

void read_clauses(TableReader& reader, TopicSettings& topic) {
  if (reader.find("clause") == nullptr) {
    reader.problem("clause", "[[topic]] without [[topic.clause]]",
                   "[[topic.clause]] and any = { title = [\"...\"] } below it");
    return;
  }
  const Array* clauses = reader.tables("clause");
  if (clauses == nullptr) return;
  for (const Node& clause : *clauses) topic.clauses.push_back(read_clause(clause, reader.file()));
  if (clauses->empty()) {
    reader.problem("clause", "[[topic]] with an empty list of clauses", "at least one clause");
  }
}

TopicSettings read_topic(TableReader& reader, const KnownScopes& known) {
  TopicSettings topic;
  read_keys(topic_keys(), reader, topic);
  if (topic.since && topic.until && *topic.since >= *topic.until) {
    reader.problem("until", "until is not after since", "a later until");
  }
  if (!known.feeds.empty()) {  // without feeds no scope is wrong
    check_scope(reader, "feeds", topic.feeds, known.feeds);
    if (!known.any_outlet) check_scope(reader, "outlets", topic.outlets, known.outlets);
    check_scope(reader, "labels", topic.labels, known.labels);
  }
  read_clauses(reader, topic);
  reader.finish();
  return topic;
}

}  // namespace

std::vector<TopicSettings> read_topics(const Array& tables, const std::vector<FeedSettings>& feeds,
                                       const FileContext& file) {
  const KnownScopes known = known_scopes(feeds);
  std::vector<TopicSettings> topics;
  std::unordered_set<std::string> names;
  for (const Node& table : tables) {
    TableReader reader(table, "[[topic]]", file);
    topics.push_back(read_topic(reader, known));
    check_name(topics.back().name, reader, names);
  }
  return topics;
}

}  // namespace newswatch::config
