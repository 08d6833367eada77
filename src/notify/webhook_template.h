// WebhookTemplate: the body of a webhook as its receiver wants it, written by the user in Mustache
// (mustache(5)). Rendered by kainjow/mustache.
//
// Values: id, type, label, title, link, time, news, event, priority (1 to 5), body (plain text),
// topics, outlets, facts (lists of texts: {{#facts}}{{.}}{{/facts}}), reports (a list of outlet,
// title, link, and `last`, for what stands between two of them). What is empty is false, so that
// {{#link}}...{{/link}} is left out without a link.
//
// Values are escaped for the type of the content: JSON, XML and HTML, forms; else they are one
// clean line as they are. Nothing can go out unescaped: {{{name}}} and {{&name}} are refused. One
// thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "model/notification.h"

namespace newswatch::notify {

class WebhookTemplate {
 public:
  struct Fault {
    int line = 0;  // of the template, from 1 on; 0: none in particular
    std::string what;
  };

  // Refuses what is not valid, names a value that there is not, or makes of some sample message
  // what is not JSON, where content_type says JSON.
  static tl::expected<WebhookTemplate, Fault> compile(std::string text,
                                                      std::string_view content_type);

  // About 20 kB at most, as far as the template itself leaves room.
  std::string render(const model::Notification& notification) const {
    return render_(notification);
  }

 private:
  explicit WebhookTemplate(std::function<std::string(const model::Notification&)> render)
      : render_(std::move(render)) {}
  std::function<std::string(const model::Notification&)> render_;
};

}  // namespace newswatch::notify
