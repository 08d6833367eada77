// Any bytes as a feed document. The last byte also chooses the header and the URL it came with.
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.h"
#include "net/url.h"
#include "parse/date.h"
#include "parse/parse.h"
#include "record/feed_json.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::fuzz {
namespace {

constexpr std::array<std::string_view, 8> kContentTypes = {
    "application/rss+xml; charset=utf-8",
    "text/xml",
    "application/atom+xml;charset=windows-1252",
    "application/feed+json",
    "text/xml; charset=shift_jis",
    "text/html; charset=koi8-r",
    "application/xml; charset=gb18030",
    ""};

void check_text(const std::string& text) { demand(text::is_valid_utf8(text), "text is UTF-8"); }

bool is_http(std::string_view link) {
  std::string scheme(link.substr(0, 8));
  for (char& c : scheme) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return scheme.starts_with("http://") || scheme == "https://";
}

void check_link(const std::string& link) {
  if (link.empty()) return;
  demand(is_http(link), "a link is http");
  for (const char c : link) demand(c > ' ' && c < 0x7F, "a link is printable ASCII");
}

void check_title(const std::string& title) {
  check_text(title);
  demand(title.find("  ") == std::string::npos, "a title has no two spaces");
  for (const char c : title) demand(static_cast<unsigned char>(c) >= ' ', "nor control characters");
}

void check_persons(const std::vector<model::Person>& persons) {
  demand(persons.size() <= 200, "at most 200 authors");
  for (const model::Person& person : persons) {
    check_text(person.name);
    check_text(person.email);
    check_link(person.uri);
  }
}

void check_time(const std::optional<model::Time>& time) {
  if (time) demand(parse::parse_date(text::rfc3339(*time)) == time, "a time can be written");
}

void check_item(const model::Item& item) {
  check_title(item.title);
  for (const std::string* text : {&item.id, &item.summary, &item.content}) check_text(*text);
  for (const std::string* link : {&item.link, &item.comments}) check_link(*link);
  demand(!item.id_is_permalink || is_http(item.id) || !net::resolve_http({}, item.id).empty(),
         "a permalink is a URL");
  demand(item.enclosures.size() <= 200, "at most 200 enclosures");
  for (const model::Enclosure& enclosure : item.enclosures) {
    demand(!enclosure.url.empty(), "an enclosure is somewhere");
    check_link(enclosure.url);
    check_text(enclosure.type);
  }
  check_persons(item.authors);
  demand(item.categories.size() <= 200, "at most 200 categories");
  for (const std::string& category : item.categories) check_text(category);
  if (item.source) {
    check_title(item.source->title);
    check_link(item.source->url);
  }
  check_time(item.published);
  check_time(item.updated);
}

void check(const model::FeedDocument& document) {
  demand(document.items.size() <= 10'000, "at most 10,000 items");
  demand(!document.encoding.empty(), "the encoding is named");
  demand(document.warnings.size() <= 50, "at most 50 warnings");
  for (const std::string& warning : document.warnings) check_text(warning);
  check_title(document.feed.title);
  check_text(document.feed.description);
  check_link(document.feed.link);
  check_link(document.feed.hub);
  check_text(document.feed.language);
  check_persons(document.feed.authors);
  check_time(document.feed.published);
  check_time(document.feed.updated);
  demand(document.feed.ttl_minutes.value_or(1) > 0, "a ttl is some time");
  demand(document.feed.skip_hours.size() <= 24, "a day has 24 hours");
  demand(document.feed.skip_days.size() <= 7, "a week has 7 days");
  for (const model::Item& item : document.items) check_item(item);
  const std::string json = record::feed_document_json(document);
  demand(nlohmann::json::accept(json), "the JSON is valid");
  demand(json.find('\n') == std::string::npos, "the JSON is one line");
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t choice = size == 0 ? 0 : data[size - 1];
  const auto document =
      parse::parse({bytes, fuzz::kContentTypes[choice % fuzz::kContentTypes.size()],
                    choice % 3 == 0 ? "" : "https://gazette.example/news/feed.xml?a=1"});
  if (document) {
    fuzz::check(*document);
  } else {
    fuzz::demand(!document.error().context.empty(), "a refusal says why");
    fuzz::demand(document.error().context.find('\n') == std::string::npos, "on one line");
    fuzz::check_text(document.error().context);
  }
  return 0;
}
