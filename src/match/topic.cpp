#include "match/topic.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "match/term.h"
#include "text/escape.h"

namespace newswatch::match {
namespace {

enum Field : std::size_t { kTitle, kSummary, kText, kCategory, kAuthor, kUrl, kFields };
constexpr std::array<std::string_view, kFields> kNames = {"title",    "summary", "text",
                                                          "category", "author",  "url"};

constexpr std::size_t kShownBytes = 200;  // of what matched

struct FieldTerm {
  Field field;
  Term term;
  std::string text;  // as in the config
};
using Part = std::vector<FieldTerm>;

struct Clause {
  Part any, all, none;
};

model::Result<Part> compile_part(const config::Terms& terms) {
  const std::array<const std::vector<std::string>*, kFields> lists = {
      &terms.title, &terms.summary, &terms.text, &terms.category, &terms.author, &terms.url};
  Part part;
  for (std::size_t field = 0; field < kFields; ++field) {
    for (const std::string& text : *lists[field]) {
      auto term = Term::compile(text);
      if (!term) return tl::unexpected(term.error());
      part.push_back({static_cast<Field>(field), std::move(*term), text});
    }
  }
  return part;
}

model::Result<Clause> compile_clause(const config::Clause& clause) {
  auto any = compile_part(clause.any);
  if (!any) return tl::unexpected(any.error());
  auto all = compile_part(clause.all);
  if (!all) return tl::unexpected(all.error());
  auto none = compile_part(clause.none);
  if (!none) return tl::unexpected(none.error());
  return Clause{std::move(*any), std::move(*all), std::move(*none)};
}

// The subject's texts by field, folded only when a term asks. `text` is title, summary and content,
// each on its own: a phrase does not run from one into the other.
class Texts {
 public:
  explicit Texts(const StoryText& subject) {
    add(kTitle, subject.title);
    if (subject.summary_html.empty()) {
      add(kSummary, subject.summary);
    } else {
      add(kSummary, subject.summary_html, TextFormat::kHtml);
    }
    by_field_[kText] = {by_field_[kTitle].front(), by_field_[kSummary].front()};
    if (!subject.content_html.empty()) add(kText, subject.content_html, TextFormat::kHtml);
    for (const std::string& category : subject.categories) add(kCategory, category);
    for (const std::string& author : subject.authors) add(kAuthor, author);
    add(kUrl, subject.url);
  }

  std::optional<std::string> find(const FieldTerm& wanted) const {
    for (const FieldText* text : by_field_[wanted.field]) {
      if (auto found = wanted.term.find(*text)) {
        return std::string(kNames[wanted.field]) + ": " + text::shortened(*found, kShownBytes);
      }
    }
    return std::nullopt;
  }

 private:
  void add(Field field, std::string_view text, TextFormat format = TextFormat::kPlain) {
    by_field_[field].push_back(&texts_.emplace_back(text, format));
  }
  std::deque<FieldText> texts_;  // a deque: addresses stay
  std::array<std::vector<const FieldText*>, kFields> by_field_;
};

// What of a clause holds for a text. Nothing more is looked at once two conditions fail.
struct ClauseResult {
  std::vector<std::string> why;     // the terms of `all` and `any` that were found
  std::vector<std::string> failed;  // conditions that do not hold, at most two
  bool holds() const { return failed.empty(); }
  // Without a word in common it is no near miss.
  bool nearly() const { return failed.size() == 1 && !why.empty(); }
};

std::string written(const FieldTerm& term) {
  return std::string(kNames[term.field]) + ": " + term.text;
}

ClauseResult examine(const Clause& clause, const Texts& texts) {
  ClauseResult result;
  const auto fails = [&](std::string what) {
    result.failed.push_back(std::move(what));
    return result.failed.size() == 2;
  };
  for (const FieldTerm& term : clause.all) {
    if (auto found = texts.find(term)) {
      result.why.push_back(std::move(*found));
    } else if (fails("without " + written(term))) {
      return result;
    }
  }
  const std::size_t before = result.why.size();
  for (const FieldTerm& term : clause.any) {
    if (auto found = texts.find(term)) result.why.push_back(std::move(*found));
  }
  const bool has_any = clause.any.empty() || result.why.size() > before;
  if (!has_any && fails("without any of " + written(clause.any.front()) +
                        (clause.any.size() > 1 ? ", ..." : ""))) {
    return result;
  }
  if (result.why.empty()) return result;  // what is excluded changes nothing
  for (const FieldTerm& term : clause.none) {
    if (auto found = texts.find(term); found && fails("excluded by " + *found)) return result;
  }
  return result;
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool share_one(const std::vector<std::string>& list, std::span<const std::string> names) {
  return std::ranges::any_of(names, [&](const std::string& name) { return contains(list, name); });
}

}  // namespace

struct TopicSet::Topic {
  config::TopicSettings rule;
  std::vector<Clause> clauses;

  // What the clauses come to for a text. Nothing more is looked at once one holds.
  struct Result {
    std::optional<std::vector<std::string>> why;  // nullopt: none holds
    std::string nearly;  // the one condition that fails of the first clause that nearly holds
  };
  Result examine(const Texts& texts) const {
    Result out;
    for (const Clause& clause : clauses) {
      ClauseResult result = match::examine(clause, texts);
      if (result.holds()) return {std::move(result.why), {}};
      if (result.nearly() && out.nearly.empty()) out.nearly = std::move(result.failed.front());
    }
    return out;
  }

  // Why the story is out of the topic's scope; empty: it is not.
  std::string_view out_of_scope(const StoryText& subject) const {
    if (subject.time && rule.since && *subject.time < *rule.since) return "before its since";
    if (subject.time && rule.until && *subject.time >= *rule.until) return "after its until";
    if (subject.feed.empty()) return {};
    if (!rule.feeds.empty() && !contains(rule.feeds, subject.feed) &&
        !share_one(rule.feeds, subject.more_feeds)) {
      return "of none of its feeds";
    }
    if (!rule.outlets.empty() && !contains(rule.outlets, subject.outlet) &&
        !share_one(rule.outlets, subject.more_outlets)) {
      return "of none of its outlets";
    }
    if (!rule.labels.empty() && !share_one(rule.labels, subject.labels)) {
      return "of no feed with one of its labels";
    }
    return {};
  }
};

TopicSet::TopicSet() = default;
TopicSet::TopicSet(TopicSet&&) noexcept = default;
TopicSet& TopicSet::operator=(TopicSet&&) noexcept = default;
TopicSet::~TopicSet() = default;

model::Result<TopicSet> TopicSet::compile(std::span<const config::TopicSettings> topics) {
  TopicSet set;
  for (const config::TopicSettings& rule : topics) {
    auto topic = std::make_unique<Topic>();
    topic->rule = rule;
    for (const config::Clause& clause : rule.clauses) {
      auto compiled = compile_clause(clause);
      if (!compiled) return model::fail("topic \"" + rule.name + "\"", compiled.error());
      topic->clauses.push_back(std::move(*compiled));
    }
    set.topics_.push_back(std::move(topic));
  }
  return set;
}

std::vector<model::TopicMatch> TopicSet::match(const StoryText& subject) const {
  std::vector<Refusal> ignored;
  return match(subject, ignored);
}

std::vector<model::TopicMatch> TopicSet::match(const StoryText& subject,
                                               std::vector<Refusal>& near) const {
  std::vector<model::TopicMatch> matches;
  const Texts texts(subject);
  for (const auto& topic : topics_) {
    if (!topic->out_of_scope(subject).empty()) continue;
    Topic::Result result = topic->examine(texts);
    if (result.why) {
      matches.push_back({topic->rule.name, std::move(*result.why)});
    } else if (!result.nearly.empty()) {
      near.push_back({topic->rule.name, std::move(result.nearly)});
    }
  }
  return matches;
}

std::vector<Refusal> TopicSet::refusals(const StoryText& subject) const {
  std::vector<Refusal> out;
  const Texts texts(subject);
  for (const auto& topic : topics_) {
    Topic::Result result = topic->examine(texts);
    const std::string_view scope = topic->out_of_scope(subject);
    if (result.why && scope.empty()) continue;
    std::string why =
        result.why ? "its words are there, but the story is " + std::string(scope)
                   : (result.nearly.empty() ? "too few of its words" : std::move(result.nearly));
    out.push_back({topic->rule.name, std::move(why)});
  }
  return out;
}

std::vector<std::string> rule_words(const config::TopicSettings& topic) {
  std::vector<std::string> words;
  const auto take = [&](const config::Terms& terms) {
    for (const auto* list : {&terms.title, &terms.summary, &terms.text}) {
      for (const std::string& term : *list) {
        if (!term.starts_with('/')) words.push_back(term);
      }
    }
  };
  for (const config::Clause& clause : topic.clauses) {
    take(clause.all);
    // Beside an `all`, the words of `any` are context and tell one happening from another.
    if (clause.all.empty()) take(clause.any);
  }
  return words;
}

}  // namespace newswatch::match
