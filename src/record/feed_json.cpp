#include "record/feed_json.h"

#include <vector>

#include "record/json_io.h"

namespace newswatch::record {
namespace {

// The names of the contract.
void present(JsonWriter& io, std::string_view key, const std::string& value) {
  if (!value.empty()) io.field(key, value);
}

void write_authors(JsonWriter& io, const std::vector<model::Person>& authors) {
  io.list("authors", authors, [](JsonWriter& out, const model::Person& person) {
    present(out, "name", person.name);
    present(out, "email", person.email);
    present(out, "uri", person.uri);
  });
}

void write_feed(JsonWriter& io, const model::FeedInfo& feed) {
  present(io, "title", feed.title);
  present(io, "link", feed.link);
  present(io, "description", feed.description);
  present(io, "language", feed.language);
  io.field("updated", feed.updated);
  io.field("published", feed.published);
  if (feed.ttl_minutes) io.field("ttl_minutes", *feed.ttl_minutes);
  present(io, "hub", feed.hub);
  write_authors(io, feed.authors);
  io.field("categories", feed.categories);
}

void write_item(JsonWriter& io, const model::Item& item) {
  present(io, "id", item.id);
  io.field("id_is_permalink", item.id_is_permalink);
  present(io, "title", item.title);
  present(io, "link", item.link);
  present(io, "summary", item.summary);
  present(io, "content", item.content);
  write_authors(io, item.authors);
  io.field("categories", item.categories);
  io.field("published", item.published);
  io.field("updated", item.updated);
  io.list("enclosures", item.enclosures, [](JsonWriter& out, const model::Enclosure& enclosure) {
    present(out, "url", enclosure.url);
    present(out, "type", enclosure.type);
    if (enclosure.length) out.field("length", *enclosure.length);
  });
  present(io, "comments", item.comments);
  if (item.source) {
    io.object("source", [&](JsonWriter& out) {
      present(out, "title", item.source->title);
      present(out, "url", item.source->url);
    });
  }
}

}  // namespace

std::string format_name(model::FeedFormat format) {
  switch (format) {
    case model::FeedFormat::kRss20:
      return "rss20";
    case model::FeedFormat::kRss10:
      return "rss10";
    case model::FeedFormat::kRss09x:
      return "rss09x";
    case model::FeedFormat::kAtom10:
      return "atom10";
    case model::FeedFormat::kAtom03:
      return "atom03";
    case model::FeedFormat::kJson1:
      return "json1";
    case model::FeedFormat::kCdf:
      return "cdf";
    case model::FeedFormat::kSitemap:
      return "sitemap";
  }
  return "rss20";
}

std::string feed_document_json(const model::FeedDocument& document) {
  JsonWriter io;
  io.field("format", format_name(document.format));
  io.field("encoding", document.encoding);
  io.object("feed", [&](JsonWriter& out) { write_feed(out, document.feed); });
  io.list("items", document.items, write_item);
  io.field("warnings", document.warnings);
  return io.text();
}

}  // namespace newswatch::record
