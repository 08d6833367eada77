#include "web/page.h"

#include <kainjow/mustache.hpp>
#include <map>
#include <mutex>

#include "notify/message.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::web {
namespace {

using Mustache = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;

constexpr std::string_view kHere = "{{> page}}";

Data data_of(const Fields& fields) {
  Data out;
  for (const auto& [name, value] : fields.all()) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      // Of an empty text there is no section.
      out.set(name, text->empty() ? Data(Data::type::bool_false) : Data(*text));
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      out.set(name, Data(*flag ? Data::type::bool_true : Data::type::bool_false));
    } else if (const auto* list = std::get_if<std::vector<Fields>>(&value)) {
      Data items{Data::type::list};
      for (const Fields& item : *list) items << data_of(item);
      out.set(name, items);
    }
  }
  return out;
}

}  // namespace

Fields& Fields::text(std::string name, std::string_view value) {
  all_.emplace_back(std::move(name), newswatch::text::visible(value));
  return *this;
}

Fields& Fields::flag(std::string name, bool value) {
  all_.emplace_back(std::move(name), value);
  return *this;
}

Fields& Fields::link(std::string name, std::string_view address) {
  return text(std::move(name), notify::safe_link(std::string(address)));
}

Fields& Fields::time(const std::string& name, model::Time value, model::Time now) {
  namespace words = newswatch::text;
  text(name, words::rfc3339(value));
  text(name + "_text", words::relative(value, now));
  return text(name + "_full", words::day(value) + " " + words::clock_time(value, value));
}

Fields& Fields::list(std::string name, std::vector<Fields> items) {
  all_.emplace_back(std::move(name), std::move(items));
  return *this;
}

std::string render(std::string_view mustache, const Fields& values) {
  return Mustache(std::string(mustache)).render(data_of(values));
}

struct Pages::Compiled {
  std::map<std::string, Mustache, std::less<>> pages;
  std::mutex one_at_a_time;  // a template keeps the state of its rendering
};

Pages::Pages() : compiled_(std::make_unique<Compiled>()) {
  const std::string layout(web_file("layout.html"));
  for (const char* name : {"events", "event", "feeds", "topics", "sinks", "search", "message"}) {
    std::string whole = layout;
    whole.replace(whole.find(kHere), kHere.size(), web_file(std::string(name) + ".html"));
    compiled_->pages.emplace(name, Mustache(whole));
  }
}

Pages::~Pages() = default;

std::string Pages::render(std::string_view name, const Fields& values) const {
  const std::scoped_lock lock(compiled_->one_at_a_time);
  return compiled_->pages.find(name)->second.render(data_of(values));
}

}  // namespace newswatch::web
