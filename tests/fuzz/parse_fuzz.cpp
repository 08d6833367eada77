// Any bytes as a feed document. The last byte also chooses the header and the URL it came with.
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "fuzz/demand.h"
#include "parse/parse.h"
#include "record/feed_json.h"
#include "text/escape.h"

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

void check_link(const std::string& link) {
  check_text(link);
  demand(link.empty() || link.starts_with("http") || link.starts_with("HTTP") ||
             link.find("://") != std::string::npos,
         "a link is http");
  for (const char c : link) demand(c > ' ' && c < 0x7F, "a link is printable ASCII");
}

void check_item(const model::Item& item) {
  for (const std::string* text : {&item.id, &item.title, &item.summary, &item.content}) {
    check_text(*text);
  }
  for (const std::string* link : {&item.link, &item.comments}) check_link(*link);
  demand(!item.id_is_permalink || !item.id.empty(), "a permalink is an id");
  for (const model::Enclosure& enclosure : item.enclosures) check_link(enclosure.url);
  for (const model::Person& person : item.authors) {
    check_text(person.name);
    check_link(person.uri);
  }
  for (const std::string& category : item.categories) check_text(category);
  if (item.source) check_link(item.source->url);
}

void check(const model::FeedDocument& document) {
  demand(document.items.size() <= 10'000, "at most 10,000 items");
  demand(!document.encoding.empty(), "the encoding is named");
  demand(document.warnings.size() <= 50, "at most 50 warnings");
  for (const std::string& warning : document.warnings) check_text(warning);
  check_text(document.feed.title);
  check_text(document.feed.description);
  check_link(document.feed.link);
  check_link(document.feed.hub);
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
