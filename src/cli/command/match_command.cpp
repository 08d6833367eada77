// newswatch match: which topics of the config each item matches, and by which words.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/item_lines.h"
#include "cli/print/output.h"
#include "cli/time_window.h"
#include "match/story_text.h"
#include "store/queries.h"
#include "text/plain_text.h"

namespace newswatch::cli::command {

namespace {

LineItem line_of(const model::Story& story) {
  LineItem item;
  item.id = story.id;
  return item;
}

// The stories of the store that were first seen at `since` or later, by id.
int match_store(const MatchArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto window = parse_window(args.since, "", now);
  if (!window) {
    print::complain(window.error().context);
    return kUsage;
  }
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto topics = match::TopicSet::compile(opened->settings.topics);
  if (!topics) {
    print::complain(topics.error().context);
    return kBadConfig;
  }
  print::Output out;
  const auto walked = store::for_each_story(*opened->reader, "", [&](const model::Story& story) {
    if (window->holds(story.first_seen)) {
      out.line(match_line(line_of(story), topics->match(match::text_of(story))));
    }
    return out.open();
  });
  if (!walked) return out.finish(store_failed(walked.error()));
  return out.finish(kOk);
}

}  // namespace

int match(const MatchArgs& args) {
  if (!args.since.empty()) return match_store(args);
  const auto settings =
      open_settings(args.global, config::NamedFiles::kLeave, config::Feeds::kOptional);
  if (!settings) return settings.error();
  const auto topics = match::TopicSet::compile(settings->topics);
  if (!topics) {
    print::complain(topics.error().context);
    return kBadConfig;
  }
  return answer_lines(
      args.file,
      [&](const LineItem& item) {
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
      },
      Documents::kTaken);
}

}  // namespace newswatch::cli::command
