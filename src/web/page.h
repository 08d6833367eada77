// Page: templates filled with values, those of web/files and that of the report. The one place
// where text of strangers becomes HTML: each value is escaped for content and quoted attributes,
// control characters and invisible signs are gone (text::visible), and an address becomes a link
// only if it is http or https. Rendered by kainjow/mustache. Pure; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/clock.h"

namespace newswatch::web {

// The values of a template, or of a section of it.
class Fields {
 public:
  Fields& text(std::string name, std::string_view value);
  Fields& count(std::string name, std::uint64_t value) {
    return text(std::move(name), std::to_string(value));
  }
  Fields& flag(std::string name, bool value);
  // `name` has the address, if it leads somewhere on the web; else it is absent.
  Fields& link(std::string name, std::string_view address);
  // NAME (RFC 3339, for programs), NAME_text (how long ago) and NAME_full (UTC).
  Fields& time(const std::string& name, model::Time value, model::Time now);
  Fields& list(std::string name, std::vector<Fields> items);

  using Value = std::variant<std::string, bool, std::vector<Fields>>;
  const std::vector<std::pair<std::string, Value>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, Value>> all_;
};

// Fills a template that the program holds; {{{name}}} and {{&name}} must not be in it.
std::string render(std::string_view mustache, const Fields& values);

class Pages {
 public:
  Pages();
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // The whole document of the page "events", "event", ...: web/files/NAME.html in layout.html.
  std::string render(std::string_view name, const Fields& values) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

// A file of web/files, as it is: "style.css". Empty: there is none.
std::string_view web_file(std::string_view name);

}  // namespace newswatch::web
