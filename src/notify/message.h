// Message: a notification in words, for targets that people read. What a person needs comes first:
// what happened, what is new, who reports it, when, and why it matched.
//
// Every text is one clean line of UTF-8 (text::visible()), neither cut nor escaped: markup.h does
// that for a target. Links are http or https, or empty. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/notification.h"

namespace newswatch::notify {

struct Message {
  // A report of the event, one of the events of a summary, or what trouble is about.
  struct Item {
    std::string label;  // an outlet, a feed or a sink; empty: none
    std::string title, link;
  };

  std::string label;  // what kind of message it is: "New event", "Correction", "Trouble"
  std::string title;  // what happened
  std::string link;
  std::vector<std::string> facts;  // the most important first
  std::vector<Item> items;
  std::size_t more = 0;  // items that are not listed
  model::Priority priority = model::Priority::kNormal;
  std::vector<std::string> topics;
  bool is_trouble = false, is_over = false;  // trouble that is over
};

Message message_of(const model::Notification& notification);

// "New event: the title", for targets that have one line for both.
std::string heading(const Message& message);

// The link if it is http or https and has neither blanks nor control characters; else empty.
std::string safe_link(const std::string& link);

}  // namespace newswatch::notify
