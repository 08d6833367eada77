// newswatch match: which topics of the config each item matches, and by which words.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/item_lines.h"
#include "cli/print/output.h"
#include "match/topic.h"
#include "text/plain_text.h"

namespace newswatch::cli::command {

int match(const ItemsArgs& args) {
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  const auto topics = match::TopicSet::compile(settings->topics);
  if (!topics) {
    print::complain(topics.error().context);
    return kBadConfig;
  }
  return answer_lines(args.file, [&](const LineItem& item) {
    constexpr std::size_t kAnyText = 8;  // bytes, enough to see that there is some
    const bool described = !text::plain_text(item.summary, kAnyText).empty();
    match::StoryText subject;
    subject.title = item.title;
    subject.summary_html = described ? item.summary : item.content;
    if (described) subject.content_html = item.content;
    subject.url = item.url;
    subject.categories = item.categories;
    subject.authors = item.authors;
    subject.time = item.published;
    return match_line(item, topics->match(subject));
  });
}

}  // namespace newswatch::cli::command
