#include "view/atom_feed.h"

#include <fmt/format.h>

#include <string_view>

#include "text/escape.h"
#include "text/percent.h"
#include "text/times.h"
#include "version.h"

namespace newswatch::view {
namespace {

// A tag: URI (RFC 4151) names a thing forever and needs no server.
constexpr std::string_view kTag = "tag:newswatch.example,2026:";

// Of strangers, for element content or a quoted attribute.
std::string xml(std::string_view text) { return text::xml_escaped(text::printable_in_file(text)); }

bool is_web_link(std::string_view link) {
  return link.starts_with("http://") || link.starts_with("https://");
}

// The reports as an HTML list, for a feed reader.
std::string list(std::span<const model::Report> reports) {
  std::string html = "<ul>";
  for (const model::Report& report : reports) {
    html += "<li>" + xml(report.outlet) + ": ";
    html += is_web_link(report.link)
                ? fmt::format("<a href=\"{}\">{}</a>", xml(report.link), xml(report.title))
                : xml(report.title);
    html += "</li>";
  }
  return html + "</ul>";
}

}  // namespace

std::string atom_head(model::Time updated, std::string_view topic, std::string_view self) {
  const std::string id = topic.empty()
                             ? fmt::format("{}events", kTag)
                             : fmt::format("{}topic/{}", kTag, text::percent_encoded(topic));
  const std::string title = topic.empty() ? "newswatch events" : "newswatch: " + xml(topic);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
      "<id>{0}</id>\n<link rel=\"self\" href=\"{5}\"/>\n<title>{4}</title>\n"
      "<updated>{1}</updated>\n<author><name>newswatch</name></author>\n"
      "<generator uri=\"{2}\" version=\"{3}\">newswatch</generator>\n",
      id, text::rfc3339(updated), xml(NEWSWATCH_URL), NEWSWATCH_VERSION, title,
      self.empty() ? id : xml(self));
}

std::string atom_entry(const model::Event& event, std::span<const model::Report> reports) {
  std::string entry = fmt::format("<entry>\n<id>{}event/{}</id>\n<title>{}</title>\n", kTag,
                                  xml(event.id), xml(event.title));
  if (is_web_link(event.link)) entry += fmt::format("<link href=\"{}\"/>\n", xml(event.link));
  entry += fmt::format("<published>{}</published>\n<updated>{}</updated>\n",
                       text::rfc3339(event.first_published.value_or(event.first_seen)),
                       text::rfc3339(event.updated));
  for (const std::string& topic : event.topics) {
    entry += fmt::format("<category term=\"{}\"/>\n", xml(topic));
  }
  if (!event.summary.empty()) entry += fmt::format("<summary>{}</summary>\n", xml(event.summary));
  return entry + fmt::format("<content type=\"html\">{}</content>\n</entry>\n", xml(list(reports)));
}

std::string atom_foot() { return "</feed>\n"; }

}  // namespace newswatch::view
