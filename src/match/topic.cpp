#include "match/topic.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "match/term.h"

namespace newswatch::match {
namespace {

enum Field : std::size_t { kTitle, kSummary, kText, kCategory, kAuthor, kUrl, kFields };
constexpr std::array<std::string_view, kFields> kNames = {"title",    "summary", "text",
                                                          "category", "author",  "url"};

struct FieldTerm {
  Field field;
  Term term;
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
      part.push_back({static_cast<Field>(field), std::move(*term)});
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
        return std::string(kNames[wanted.field]) + ": " + *found;
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

std::optional<std::vector<std::string>> holds(const Clause& clause, const Texts& texts) {
  std::vector<std::string> why;
  for (const FieldTerm& term : clause.all) {
    auto found = texts.find(term);
    if (!found) return std::nullopt;
    why.push_back(std::move(*found));
  }
  const std::size_t before = why.size();
  for (const FieldTerm& term : clause.any) {
    if (auto found = texts.find(term)) why.push_back(std::move(*found));
  }
  if (!clause.any.empty() && why.size() == before) return std::nullopt;
  for (const FieldTerm& term : clause.none) {
    if (texts.find(term)) return std::nullopt;
  }
  return why;
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

struct TopicSet::Topic {
  config::TopicSettings rule;
  std::vector<Clause> clauses;

  bool in_scope(const StoryText& subject) const {
    if (subject.time && rule.since && *subject.time < *rule.since) return false;
    if (subject.time && rule.until && *subject.time >= *rule.until) return false;
    if (subject.feed.empty()) return true;
    if (!rule.feeds.empty() && !contains(rule.feeds, subject.feed)) return false;
    if (!rule.outlets.empty() && !contains(rule.outlets, subject.outlet)) return false;
    return rule.labels.empty() ||
           std::any_of(subject.labels.begin(), subject.labels.end(),
                       [&](const std::string& label) { return contains(rule.labels, label); });
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
  std::vector<model::TopicMatch> matches;
  const Texts texts(subject);
  for (const auto& topic : topics_) {
    if (!topic->in_scope(subject)) continue;
    for (const Clause& clause : topic->clauses) {
      if (auto why = holds(clause, texts)) {
        matches.push_back({topic->rule.name, std::move(*why)});
        break;
      }
    }
  }
  return matches;
}

}  // namespace newswatch::match
