// JSON Feed 1.0 and 1.1 (jsonfeed.org). A field of the wrong type counts as absent.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "parse/readers.h"
#include "parse/repair_json.h"
#include "text/title_text.h"

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
    return std::string(without_cdata_marks(*string));
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
  item.title = text::title_text(text(object, "title"));
  item.link = Context::link(base, text(object, "url"));
  if (item.link.empty()) item.link = Context::link(base, text(object, "external_url"));
  item.summary = text(object, "summary");
  item.content = context.html(text(object, "content_html"), base);
  if (item.content.empty()) item.content = text(object, "content_text");
  if (item.summary.empty()) item.summary = item.content;
  item.published = context.date(text(object, "date_published"));
  item.updated = context.date(text(object, "date_modified"));
  item.authors = persons(object, base);
  for (const Json& tag : list(object, "tags")) add_category(item.categories, text(tag));
  for (const Json& attachment : list(object, "attachments")) {
    add_enclosure(item.enclosures, enclosure(attachment, base));
  }
  return item;
}

// Whether the object looks like a JSON Feed, and not like the answer of any other service.
bool has_title_and_items(const Json& root) {
  const auto is_item = [](const Json& item) {
    for (const char* key : {"url", "external_url", "title", "content_html", "content_text"}) {
      if (field(item, key).is_string()) return true;
    }
    return false;
  };
  const Json& items = list(root, "items");
  return field(root, "title").is_string() &&
         (items.empty() || std::any_of(items.begin(), items.end(), is_item));
}

void read_document(Json& root, Context& context, model::FeedDocument& document) {
  model::FeedInfo& feed = document.feed;
  feed.title = text::title_text(text(root, "title"));
  feed.link = Context::link(context.document_base(), text(root, "home_page_url"));
  context.set_channel_link(feed.link);
  feed.description = text(root, "description");
  feed.language = text(root, "language");
  feed.authors = persons(root, context.document_base());
  for (const Json& hub : list(root, "hubs")) {
    if (feed.hub.empty()) feed.hub = Context::link(context.document_base(), text(hub, "url"));
  }
  const auto found = root.find("items");
  if (found == root.end() || !found->is_array()) return;
  document.items.reserve(std::min(found->size(), kMaxItemsHeld));
  for (Json& item : *found) {
    if (!item.is_object()) continue;
    if (!context.room_for_item(document)) return;
    document.items.push_back(read_item(item, context));
    item = nullptr;  // frees its memory
  }
}

// Whether it is one by its version, or else by what it holds, with a warning.
bool is_json_feed(const Json& root, Warnings& warnings) {
  const std::string version = text(root, "version");
  if (version.find("jsonfeed.org/version/") != std::string::npos) return true;
  const bool short_version = version == "1" || version == "1.0" || version == "1.1";
  const bool named = short_version || version.find("jsonfeed") != std::string::npos;
  if (!field(root, "items").is_array() || !(named || version.empty())) return false;
  if (!named && !has_title_and_items(root)) return false;
  warnings.add(version.empty() ? "the version of JSON Feed is missing"
                               : "the version is not written as JSON Feed has it");
  return true;
}

// What a look at the brackets, before the JSON parser, says of the document.
struct JsonExtent {
  bool too_deep = false;
  std::size_t end = 0;  // where the limits of limits.h are reached; else its size
};

// The JSON parser has no limits, and takes much more memory than the document.
JsonExtent extent_of(std::string_view json) {
  std::size_t depth = 0, values = 0, token = 0;
  bool inside_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      inside_string = !inside_string;
      token = i;
    } else if (i - token > kMaxJsonString) {
      return {false, token};
    }
    if (inside_string) {
      i += c == '\\' ? 1 : 0;
    } else if (c == '[' || c == '{' || c == ',' || c == ':') {
      token = i;
      if (++values > kMaxJsonValues) return {false, i};
      if ((c == '[' || c == '{') && ++depth > kMaxDepth) return {true, i};
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return {false, json.size()};
}

Json parsed(std::string_view text, const JsonExtent& extent, Warnings& warnings) {
  if (extent.end < text.size()) {
    warnings.add("the document has too many values or too long a text; its end is left out");
    Warnings ignored;  // that it is cut
    return Json::parse(repair_json(text.substr(0, extent.end), ignored), nullptr, false);
  }
  Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded()) root = Json::parse(repair_json(text, warnings), nullptr, false);
  return root;
}

}  // namespace

model::Result<void> read_json_feed(std::string_view text_in, Context& context,
                                   model::FeedDocument& document) {
  document.format = model::FeedFormat::kJson1;
  const JsonExtent extent = extent_of(text_in);
  if (extent.too_deep) {
    return model::fail(model::ErrorKind::kBadInput, "not a feed: JSON nested deeper than 256");
  }
  try {
    Json root = parsed(text_in, extent, context.warnings());
    if (root.is_discarded() || (context.warnings().truncated() && list(root, "items").empty())) {
      return model::fail(model::ErrorKind::kBadInput, "not a feed: JSON that is cut or not valid");
    }
    if (!is_json_feed(root, context.warnings())) {
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
