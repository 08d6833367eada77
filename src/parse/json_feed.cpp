// JSON Feed 1.0 and 1.1 (jsonfeed.org). A field of the wrong type counts as absent.
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "parse/readers.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

using Json = nlohmann::json;

const Json kAbsent;

const Json& field(const Json& object, const char* key) {
  if (!object.is_object()) return kAbsent;
  const auto found = object.find(key);
  return found == object.end() ? kAbsent : *found;
}

std::string text(const Json& value) {
  if (const auto* string = value.get_ptr<const std::string*>()) {
    return std::string(trimmed(*string));
  }
  return value.is_number() ? value.dump() : std::string();
}

std::string text(const Json& object, const char* key) { return text(field(object, key)); }

const Json& list(const Json& object, const char* key) {
  const Json& value = field(object, key);
  return value.is_array() ? value : kAbsent;
}

std::vector<model::Person> persons(const Json& object, std::string_view base) {
  std::vector<model::Person> result;
  const auto add = [&](const Json& author) {
    add_person(result, {text(author, "name"), {}, Context::link(base, text(author, "url"))});
  };
  for (const Json& author : list(object, "authors")) add(author);
  if (result.empty()) add(field(object, "author"));  // version 1.0
  return result;
}

model::Enclosure enclosure(const Json& attachment, std::string_view base) {
  model::Enclosure result;
  result.url = Context::link(base, text(attachment, "url"));
  result.type = text(attachment, "mime_type");
  const Json& size = field(attachment, "size_in_bytes");
  if (size.is_number_unsigned()) result.length = size.get<std::uint64_t>();
  return result;
}

model::Item read_item(const Json& object, Context& context) {
  const std::string& base = context.document_base();
  model::Item item;
  item.id = text(object, "id");
  item.title = text::plain_text(text(object, "title"));
  item.link = Context::link(base, text(object, "url"));
  if (item.link.empty()) item.link = Context::link(base, text(object, "external_url"));
  item.summary = text(object, "summary");
  item.content = Context::html(text(object, "content_html"), base);
  if (item.content.empty()) item.content = text(object, "content_text");
  if (item.summary.empty()) item.summary = item.content;
  item.published = context.date(text(object, "date_published"));
  item.updated = context.date(text(object, "date_modified"));
  item.authors = persons(object, base);
  for (const Json& tag : list(object, "tags")) add_category(item.categories, text(tag));
  for (const Json& attachment : list(object, "attachments")) {
    if (auto found = enclosure(attachment, base); !found.url.empty()) {
      item.enclosures.push_back(std::move(found));
    }
  }
  return item;
}

void read_document(const Json& root, Context& context, model::FeedDocument& document) {
  model::FeedInfo& feed = document.feed;
  feed.title = text::plain_text(text(root, "title"));
  feed.link = Context::link(context.document_base(), text(root, "home_page_url"));
  context.set_channel_link(feed.link);
  feed.description = text(root, "description");
  feed.language = text(root, "language");
  feed.authors = persons(root, context.document_base());
  for (const Json& hub : list(root, "hubs")) {
    if (feed.hub.empty()) feed.hub = Context::link(context.document_base(), text(hub, "url"));
  }
  for (const Json& item : list(root, "items")) {
    if (!item.is_object()) continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_item(item, context));
  }
}

}  // namespace

model::Result<void> read_json_feed(std::string_view text_in, Context& context,
                                   model::FeedDocument& document) {
  document.format = model::FeedFormat::kJson1;
  try {
    const Json root = Json::parse(text_in, nullptr, false);
    if (root.is_discarded()) {
      return model::fail(model::ErrorKind::kBadInput, "not a feed: JSON that is cut or not valid");
    }
    if (text(root, "version").find("jsonfeed.org/version/") == std::string::npos) {
      return model::fail(model::ErrorKind::kBadInput,
                         "not a feed: JSON without the version of JSON Feed");
    }
    read_document(root, context, document);
  } catch (const Json::exception& error) {
    return model::fail(model::ErrorKind::kBadInput, std::string("not a feed: ") + error.what());
  }
  return {};
}

}  // namespace newswatch::parse
