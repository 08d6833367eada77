#include "notify/webhook_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "notify/markup.h"
#include "notify/message.h"
#include "notify/policy.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/fit.h"
#include "text/percent.h"
#include "text/times.h"

namespace newswatch::notify {
namespace {

using Mustache = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;
using Fault = WebhookTemplate::Fault;

constexpr std::size_t kLargestRendered = 20'000;  // bytes of what is rendered

constexpr std::string_view kTemplateTexts[] = {"id",   "type", "label", "title",    "link",
                                               "time", "news", "event", "priority", "body"};
constexpr std::string_view kTemplateLists[] = {"facts", "outlets", "topics"};
constexpr std::string_view kReports = "reports";
constexpr std::string_view kOfReports[] = {"outlet", "title", "link", "last"};

bool is_known_name(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Checks the tags of a template, for the library takes every name.
class TagCheck {
 public:
  std::optional<Fault> run(std::string_view text) {
    int line = 1;
    for (std::size_t at = 0; (at = text.find("{{")) != text.npos;) {
      line += count_lines(text.substr(0, at));
      const std::size_t end = text.find("}}", at);
      const bool raw = text.substr(at).starts_with("{{{");
      if (end == text.npos) return Fault{line, "a tag that begins with {{ has no }}"};
      if (raw) return Fault{line, "{{{...}}} would go out unescaped: write {{...}}"};
      const std::string_view inside = text.substr(at + 2, end - at - 2);
      if (auto what = tag(text::trimmed(inside), line); !what.empty()) return Fault{line, what};
      line += count_lines(inside);
      text.remove_prefix(end + 2);
    }
    if (open_.empty()) return std::nullopt;
    return Fault{open_.back().line, fmt::format("{{{{#{0}}}}} has no {{{{/{0}}}}}", named(open_))};
  }

 private:
  struct Section {
    std::string_view name;
    int line;
    bool inverted;
  };

  static int count_lines(std::string_view text) {
    return static_cast<int>(std::ranges::count(text, '\n'));
  }
  static std::string named(const std::vector<Section>& open) {
    return text::shortened(text::printable(open.back().name), 40);
  }

  bool is_in_reports() const {
    return std::ranges::any_of(open_,
                               [](const Section& s) { return s.name == kReports && !s.inverted; });
  }
  bool is_in_texts() const {
    const auto inner =
        std::find_if(open_.rbegin(), open_.rend(), [](const Section& s) { return !s.inverted; });
    return inner != open_.rend() && inner->name != kReports && inner->name != "last";
  }
  bool is_known(std::string_view name, bool section) const {
    if (name == ".") return is_in_texts() && !section;
    if (is_in_reports() && is_known_name(name, kOfReports)) return section || name != "last";
    if (is_known_name(name, kTemplateTexts)) return true;
    return section && (is_known_name(name, kTemplateLists) || name == kReports);
  }
  std::string unknown(std::string_view name) const {
    const std::string shown = text::shortened(text::quoted(name), 60);
    if (is_known_name(name, kTemplateLists) || name == kReports) {
      return fmt::format("{} is a list: write {{{{#{}}}}}...{{{{/{}}}}}", shown, name, name);
    }
    return fmt::format("there is no value {} here; there are {}, {}, {}; in reports {}", shown,
                       fmt::join(kTemplateTexts, ", "), fmt::join(kTemplateLists, ", "), kReports,
                       fmt::join(kOfReports, ", "));
  }

  // What is wrong with a tag; empty: nothing.
  std::string tag(std::string_view inside, int line) {
    if (inside.empty()) return "a tag without a name";
    const char sign = inside.front();
    const std::string_view name = std::string_view("#^/!&>=").find(sign) == std::string_view::npos
                                      ? inside
                                      : text::trimmed(inside.substr(1));
    switch (sign) {
      case '!':
        return {};
      case '&':
        return "{{&...}} would go out unescaped: write {{...}}";
      case '>':
        return "{{>...}}: a template cannot take in others";
      case '=':
        return "{{=...=}}: the marks of tags cannot be changed";
      case '#':
      case '^':
        if (!is_known(name, true)) return unknown(name);
        open_.push_back({name, line, sign == '^'});
        return {};
      case '/':
        if (open_.empty() || open_.back().name != name) {
          return fmt::format("{{{{/{}}}}} ends no section that is open",
                             text::shortened(text::printable(name), 40));
        }
        open_.pop_back();
        return {};
      default:
        return is_known(name, false) ? std::string() : unknown(name);
    }
  }

  std::vector<Section> open_;
};

enum class Escape { kJson, kXml, kForm, kPlain };

Escape escape_of(std::string_view content_type) {
  const std::string type =
      text::ascii_lower(text::trimmed(content_type.substr(0, content_type.find(';'))));
  if (type.ends_with("/json") || type.ends_with("+json")) return Escape::kJson;
  if (type.ends_with("/xml") || type.ends_with("+xml") || type == "text/html") return Escape::kXml;
  return type == "application/x-www-form-urlencoded" ? Escape::kForm : Escape::kPlain;
}

// Inside the quotes of a text of JSON.
std::string json_escaped(const std::string& value) {
  constexpr std::string_view kBefore = R"({"v":")", kBehind = "\"}";
  record::JsonWriter io;
  io.field("v", value);
  const std::string whole = io.text();
  return whole.substr(kBefore.size(), whole.size() - kBefore.size() - kBehind.size());
}

std::string escaped(Escape escape, const std::string& value) {
  switch (escape) {
    case Escape::kJson:
      return json_escaped(value);
    case Escape::kXml:
      return text::xml_escaped(value);
    case Escape::kForm:
      return text::form_encoded(value);
    case Escape::kPlain:
      break;
  }
  return value;
}

// How much of a message there is to render, in characters.
struct TemplateSizes {
  std::size_t title, body, fact, reports;
};
constexpr TemplateSizes kSizes[] = {{500, 4000, 500, 30}, {300, 1500, 300, 8}, {150, 500, 150, 2}};

Data text_of(const std::string& value) {
  return value.empty() ? Data(Data::type::bool_false) : Data(value);
}
Data texts_of(const std::vector<std::string>& values, std::size_t most, std::size_t length) {
  Data list(Data::type::list);
  for (const std::string& value : values) {
    if (list.list_value().size() == most) break;
    list.push_back(Data(text::fit(text::visible(value), length, text::Unit::kCharacters)));
  }
  return list;
}

Data reports_of(const Message& message, const TemplateSizes& sizes) {
  Data list(Data::type::list);
  const std::size_t count = std::min(message.items.size(), sizes.reports);
  for (std::size_t i = 0; i < count; ++i) {
    const Message::Item& item = message.items[i];
    Data one(Data::type::object);
    one.set("outlet", text_of(text::fit(item.label, sizes.fact, text::Unit::kCharacters)));
    one.set("title", text_of(text::fit(item.title, sizes.title, text::Unit::kCharacters)));
    one.set("link", text_of(item.link.size() > sizes.body ? std::string() : item.link));
    one.set("last", Data(i + 1 == count ? Data::type::bool_true : Data::type::bool_false));
    list.push_back(one);
  }
  return list;
}

Data values_of(const model::Notification& n, const Message& message, const TemplateSizes& sizes) {
  Data data(Data::type::object);
  data.set("id", text_of(n.id));
  data.set("type", text_of(n.type));
  data.set("label", text_of(message.label));
  data.set("title", text_of(text::fit(message.title, sizes.title, text::Unit::kCharacters)));
  data.set("link", text_of(message.link.size() > sizes.body ? std::string() : message.link));
  data.set("time", text_of(text::rfc3339(n.time)));
  data.set("news", text_of(text::fit(text::visible(n.news), sizes.fact, text::Unit::kCharacters)));
  data.set("event", text_of(n.event.id));
  data.set("priority", text_of(std::to_string(static_cast<int>(n.priority))));
  data.set("body", text_of(body(message, plain_text(), sizes.body, text::Unit::kCharacters,
                                Title::kElsewhere)));
  data.set("facts", texts_of(message.facts, sizes.reports, sizes.fact));
  data.set("outlets", texts_of(n.event.outlets, sizes.reports, sizes.fact));
  data.set("topics", texts_of(n.event.topics, sizes.reports, sizes.fact));
  data.set("reports", reports_of(message, sizes));
  return data;
}

std::string render(Mustache& mustache, const model::Notification& n) {
  const Message message = message_of(n);
  std::string out;
  for (const TemplateSizes& sizes : kSizes) {
    out = mustache.render(values_of(n, message, sizes));
    if (out.size() <= kLargestRendered) break;
  }
  return out;
}

struct TemplateSample {
  std::string_view name;
  model::Notification notification;
};

// One of each kind, with all that may be there and without.
std::vector<TemplateSample> template_samples() {
  const std::string title = R"(A "headline" with \ , ' & <b> {{signs}} in it)";
  model::Notification event{.id = "01JJM0000000000000000000AA:event.new",
                            .type = std::string(kEventNew),
                            .title = title,
                            .link = "https://example.com/a?b=\"1\"&c=\\"};
  event.event.id = "01JJM0000000000000000000AA";
  event.event.topics = {"a \"topic\"", "another"};
  event.event.outlets = {"An \"outlet\"", "Another"};
  event.event.report_count = 2;
  for (const std::string& outlet : event.event.outlets) {
    model::Report report;
    report.outlet = outlet;
    report.title = title;
    report.link = event.link;
    event.reports.push_back(std::move(report));
  }
  model::Notification bare = event;
  bare.link.clear();
  bare.reports.clear();
  bare.event.topics.clear();
  bare.event.outlets.clear();
  model::Notification told = event;
  told.news = "\"News\"";
  model::Notification trouble{
      .id = "01JJM0000000000000000000AB:feed.failing", .type = "feed.failing", .title = title};
  trouble.subjects = {{.feed = "a \"feed\"", .reason = title}};
  trouble.count = 1;
  model::Notification summary{
      .id = "01JJM0000000000000000000AC:summary", .type = std::string(kSummary), .title = title};
  summary.items = {{.title = title, .link = event.link}, {.title = title}};
  summary.count = 2;
  return {{"an event", event},
          {"an event without link, topics and reports", bare},
          {"more reports of an event", told},
          {"trouble", trouble},
          {"a summary", summary}};
}

std::string json_fault(const std::string& rendered) {
  const std::string_view body = text::trimmed(rendered);
  // The reader takes objects alone.
  const std::string object =
      body.starts_with('{') ? std::string(body) : fmt::format("{{\"v\":{}}}", body);
  const auto read = record::JsonReader(object).done("");
  return read ? std::string() : read.error().context;
}

}  // namespace

tl::expected<WebhookTemplate, Fault> WebhookTemplate::compile(std::string text,
                                                              std::string_view content_type) {
  if (auto fault = TagCheck().run(text)) return tl::unexpected(*std::move(fault));
  const auto mustache = std::make_shared<Mustache>(text);
  const Escape escape = escape_of(content_type);
  mustache->set_custom_escape(
      [escape](const std::string& value) { return escaped(escape, value); });
  if (!mustache->is_valid()) return tl::unexpected(Fault{0, mustache->error_message()});
  for (const TemplateSample& sample : template_samples()) {
    if (escape != Escape::kJson) break;
    const std::string wrong = json_fault(notify::render(*mustache, sample.notification));
    if (wrong.empty()) continue;
    return tl::unexpected(
        Fault{0, fmt::format("with a message about {} it gives no JSON: {}", sample.name, wrong)});
  }
  return WebhookTemplate(
      [mustache](const model::Notification& n) { return notify::render(*mustache, n); });
}

}  // namespace newswatch::notify
