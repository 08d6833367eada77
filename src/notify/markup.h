// Markup: how a target writes what people read, and body(), which writes a Message in it.
//
// Text of feeds is escaped, so that it can neither format nor mention anybody. Limits are counted
// on the finished text, in the target's unit; what does not fit is left out whole, the least
// important first, and the count of items says so. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "notify/message.h"
#include "text/fit.h"

namespace newswatch::notify {

struct Markup {
  std::string (*escape)(std::string_view text);
  std::string (*strong)(std::string_view escaped);
  // A link with a text; the url is http or https without blanks and control characters.
  std::string (*link)(std::string_view url, std::string_view escaped);
  std::string_view line_end = "\n";
  std::string_view bullet = "• ";
};

const Markup& plain_text();     // links stand behind their text
const Markup& html();           // XHTML fragments; lines end with <br/>
const Markup& telegram_html();  // https://core.telegram.org/bots/api#html-style
const Markup& slack_mrkdwn();   // https://docs.slack.dev/messaging/formatting-message-text
const Markup& discord_markdown();
const Markup& markdown();  // CommonMark, as Mattermost, Gotify, Teams and Apprise show it

// Longest part of `text`, cut as text::fit() does, that is no longer than `most` when escaped.
std::string fit_escaped(std::string_view text, std::size_t most, text::Unit unit,
                        const Markup& markup);

enum class Title { kShown, kElsewhere };

// The message: the title (strong, linked) if it is not shown elsewhere, the facts, the items.
std::string body(const Message& message, const Markup& markup, std::size_t most, text::Unit unit,
                 Title title);

}  // namespace newswatch::notify
