#include "cli/item_lines.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/cli.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "parse/parse.h"
#include "record/json_io.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestDocument = 64u << 20;

tl::unexpected<model::Error> bad(std::string what) {
  return model::fail(model::ErrorKind::kBadInput, std::move(what));
}

// The texts of a member that is a string, a list of strings, null or absent.
model::Result<std::vector<std::string>> texts(const Json& object, const char* name) {
  std::vector<std::string> out;
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) return out;
  if (member->is_string()) {
    out.push_back(member->get<std::string>());
    return out;
  }
  if (!member->is_array()) return bad(std::string(name) + " is neither a string nor a list");
  for (const Json& element : *member) {
    if (!element.is_string()) return bad(std::string(name) + " is not a list of strings");
    out.push_back(element.get<std::string>());
  }
  return out;
}

model::Result<std::string> text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) return std::string();
  if (!member->is_string()) return bad(std::string(name) + " is not a string");
  return member->get<std::string>();
}

model::Result<decltype(LineItem::id)> id_of(const Json& object) {
  const auto id = object.find("id");
  if (id == object.end()) return bad("id is missing");
  if (id->is_string()) return id->get<std::string>();
  if (id->is_number_unsigned()) return id->get<std::uint64_t>();
  if (id->is_number_integer()) return id->get<std::int64_t>();
  if (id->is_number()) return id->get<double>();
  return bad("id is neither a string nor a number");
}

model::Result<std::optional<model::Time>> published_of(const Json& object) {
  const auto published = text_of(object, "published");
  if (!published) return tl::unexpected(published.error());
  if (published->empty()) return std::nullopt;
  const auto time = text::parse_rfc3339(*published);
  if (time) return time;
  return bad("published is not an RFC 3339 time: " + text::quoted(text::shortened(*published, 60)));
}

model::Result<LineItem> from_json(const Json& object) {
  if (!object.is_object()) return bad("not a JSON object");
  LineItem item;
  auto id = id_of(object);
  if (!id) return tl::unexpected(id.error());
  item.id = std::move(*id);
  const std::pair<const char*, std::string*> fields[] = {{"title", &item.title},
                                                         {"summary", &item.summary},
                                                         {"content", &item.content},
                                                         {"url", &item.url},
                                                         {"feed", &item.feed}};
  for (const auto& [name, target] : fields) {
    auto text = text_of(object, name);
    if (!text) return tl::unexpected(text.error());
    *target = std::move(*text);
  }
  const std::pair<const char*, std::vector<std::string>*> lists[] = {{"category", &item.categories},
                                                                     {"author", &item.authors}};
  for (const auto& [name, target] : lists) {
    auto list = texts(object, name);
    if (!list) return tl::unexpected(list.error());
    *target = std::move(*list);
  }
  const auto published = published_of(object);
  if (!published) return tl::unexpected(published.error());
  item.published = *published;
  return item;
}

void write_id(record::JsonWriter& io, const LineItem& item) {
  std::visit([&](const auto& id) { io.field("id", id); }, item.id);
}

// The parser keeps its own stack, but destroying a deep value recurses, so such a text is refused.
// An item needs nowhere near 100 levels.
model::Result<Json> parsed(std::string_view text) {
  constexpr int kDeepest = 100;
  bool deep = false;
  const auto guard = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > kDeepest;
    return depth <= kDeepest;
  };
  try {
    Json json = Json::parse(text, guard);
    if (deep) return bad("nested more than 100 deep");
    return json;
  } catch (const Json::exception& error) {
    return bad(record::json_problem(error.what()));
  }
}

// Whether a document begins with this line, and not an item.
bool begins_document(std::string_view line) {
  for (const std::string_view mark : {"\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"}) {
    if (line.starts_with(mark)) return true;
  }
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos || line[first] == '<') return true;
  const std::size_t next = line.find_first_not_of(" \t\r", first + 1);
  if (line[first] == '{' && next == std::string_view::npos) return true;  // JSON on many lines
  if (line.find("\"items\"") == std::string_view::npos) return false;
  const auto object = parsed(line);
  return object && object->is_object() && object->contains("items") &&
         (*object)["items"].is_array();
}

LineItem item_of(const model::Item& item, std::size_t number) {
  LineItem out;
  out.id = !item.id.empty() ? item.id : !item.link.empty() ? item.link : std::to_string(number);
  out.title = item.title;
  out.summary = item.summary;
  out.content = item.content;
  out.url = item.link;
  out.categories = item.categories;
  for (const model::Person& author : item.authors) out.authors.push_back(author.name);
  out.published = item.published ? item.published : item.updated;
  return out;
}

// An item as `newswatch parse` prints it, in the words of a line.
Json line_of(Json item, std::size_t number) {
  const auto rename = [&](const char* from, const char* to) {
    if (item.contains(from)) item[to] = item[from];
  };
  rename("link", "url");
  rename("categories", "category");
  if (item.contains("authors") && item["authors"].is_array()) {
    Json names = Json::array();
    for (const Json& author : item["authors"]) {
      if (author.is_object() && author.contains("name")) names.push_back(author["name"]);
    }
    item["author"] = std::move(names);
  }
  if (!item.contains("id") || item["id"].is_null()) item["id"] = number;
  for (auto field = item.begin(); field != item.end();) {
    field = field->is_null() ? item.erase(field) : std::next(field);
  }
  return item;
}

model::Result<std::vector<LineItem>> document_items(std::string_view text) {
  std::vector<LineItem> items;
  const auto printed = parsed(text);
  if (printed && printed->is_object() && printed->contains("format") &&
      printed->contains("items")) {
    for (const Json& item : (*printed)["items"]) {
      if (!item.is_object()) return bad("an item that is no JSON object");
      auto read = from_json(line_of(item, items.size() + 1));
      if (!read) return tl::unexpected(read.error());
      items.push_back(std::move(*read));
    }
    return items;
  }
  const auto document = parse::parse({text, {}, {}});
  if (!document) return tl::unexpected(document.error());
  for (const model::Item& item : document->items) {
    items.push_back(item_of(item, items.size() + 1));
  }
  return items;
}

}  // namespace

model::Result<LineItem> read_item(std::string_view line) {
  const auto object = parsed(line);
  if (!object) return tl::unexpected(object.error());
  return from_json(*object);
}

std::string match_line(const LineItem& item, std::span<const model::TopicMatch> topics) {
  record::JsonWriter io;
  write_id(io, item);
  io.list("topics", topics, [](record::JsonWriter& inner, const model::TopicMatch& match) {
    inner.field("name", match.topic);
    inner.field("why", match.why);
  });
  return io.text();
}

std::string cluster_line(const LineItem& item, std::string_view event) {
  record::JsonWriter io;
  write_id(io, item);
  io.field("event", event);
  return io.text();
}

int answer_lines(const std::string& file, const std::function<std::string(const LineItem&)>& answer,
                 Documents documents) {
  auto input = InputFile::open(file);
  if (!input) {
    print::complain(input.error().context);
    return kFailure;
  }
  print::Output out;
  int status = kOk;
  const std::string name = file == "-" ? "standard input" : file;
  for (std::size_t number = 1; out.open(); ++number) {
    const auto read = input->read_line();
    if (read && !*read) break;
    const auto line = read ? read->value_or("") : "";
    if (read && line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (documents == Documents::kTaken && read && begins_document(line)) {
      std::string text(line);
      const auto rest = input->read_all(kLargestDocument);
      if (rest) text += "\n" + *rest;
      const auto items = rest ? document_items(text) : tl::unexpected(rest.error());
      if (!items) {
        print::complain(name + ": " + items.error().context);
        return out.finish(kFailure);
      }
      for (const LineItem& item : *items) out.line(answer(item));
      return out.finish(status);
    }
    documents = Documents::kRefused;  // lines from here on
    const auto item = read ? read_item(line) : tl::unexpected(read.error());
    if (item) {
      out.line(answer(*item));
      out.flush();
    } else {
      print::complain(name + ":" + std::to_string(number) + ": " + item.error().context);
      status = kFailure;
    }
  }
  return out.finish(status);
}

}  // namespace newswatch::cli
