// Topics: the compiled rules of the config. They say which topics a story meets, and by which
// words.
//
// A term is words or a phrase of whole words (text/normalize.h says what is left aside, such as
// case and accents); a `*` at its end matches any ending. In scripts without spaces it matches
// anywhere; what Korean, Arabic and Hebrew write onto a name does not hide it (written_on.h). Signs
// like those of "C++" and ".NET" must be there (glued_signs.h), other signs are not looked at.
// Between slashes a term is RE2 on the original text without characters that nobody sees,
// case-insensitive unless it says otherwise. A clause holds if all its parts do, a topic if one
// clause does. Pure; a compiled TopicSet is immutable and may be shared by threads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::match {

// The parts of a story that rules look at. Views; nothing is kept. feed empty: it is not known, and
// the scope of topics (feeds, outlets, labels) is not checked.
struct StoryText {
  std::string_view title, summary, url;  // plain text
  // Texts as the feed gave them, so that nothing of a long one is missed. summary_html is looked at
  // in place of summary, content_html beside it, as `text`. Read only when a term asks.
  std::string_view summary_html = {}, content_html = {};
  std::span<const std::string> categories, authors;
  std::optional<model::Time> time;  // nullopt: since and until of topics are not checked
  std::string_view feed, outlet;
  std::span<const std::string> more_feeds = {}, more_outlets = {};  // that showed it too
  std::span<const std::string> labels;                              // of all these feeds
};

// Why a topic does not take a story: "excluded by title: webinar".
struct Refusal {
  std::string topic, why;
};

class TopicSet {
 public:
  // kBadInput: a regular expression that RE2 refuses.
  static model::Result<TopicSet> compile(std::span<const config::TopicSettings> topics);

  TopicSet();  // no topic: matches nothing
  TopicSet(TopicSet&&) noexcept;
  TopicSet& operator=(TopicSet&&) noexcept;
  ~TopicSet();

  // In the order of the config. `why` has "field: word" for each term that made the first clause
  // hold.
  std::vector<model::TopicMatch> match(const StoryText& subject) const;
  // The same, and the topics that are nearly met: all but one condition of a clause hold, and some
  // of its words are there. None if the story is out of the topic's scope.
  std::vector<model::TopicMatch> match(const StoryText& subject, std::vector<Refusal>& near) const;
  // For each topic that is not met why it is not, in words, in the order of the config.
  std::vector<Refusal> refusals(const StoryText& subject) const;

 private:
  struct Topic;
  std::vector<std::unique_ptr<const Topic>> topics_;
};

// The words that a topic's rule asks for: they say nothing inside their own topic.
std::vector<std::string> rule_words(const config::TopicSettings& topic);

}  // namespace newswatch::match
