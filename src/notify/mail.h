// A message as mail: RFC 5322 (headers), 2045 to 2047 (text + HTML, letters beyond ASCII), 2919
// (List-Id), 3834 (Auto-Submitted). The result is ASCII; lines end with CRLF and have at most 998
// characters, as a rule 78. Nothing that a feed says can begin a header or a part. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/notification.h"

namespace newswatch::notify {

// A person, and where the mail goes.
struct Mailbox {
  std::string name;     // UTF-8; may be empty
  std::string address;  // user@host, ASCII
};

// Reads "user@host" and "Name <user@host>", with or without quotes around the name. nullopt: it is
// neither, or the address has what few servers take: letters beyond ASCII, blanks, quotes.
std::optional<Mailbox> parse_mailbox(std::string_view text);

struct MailTexts {
  std::string sink;  // its name
  Mailbox from;
  std::vector<Mailbox> to;
};

// "<...@newswatch.HOST>", the same for every try: of the notification and the sink. HOST is that of
// the sender.
std::string message_id(const model::Notification& notification, const MailTexts& texts);

// The whole message. `now` is its Date. A row that follows up another (FollowUp::kThread) answers
// the message whose Message-ID is row.reference.
std::string mail(const model::OutboxRow& row, const MailTexts& texts, model::Time now);

}  // namespace newswatch::notify
