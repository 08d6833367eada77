#include "cli/json_lines.h"

#include <nlohmann/json.hpp>

#include "text/escape.h"
#include "text/time_text.h"

namespace newswatch::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return text::printable_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

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
    if (!element.is_string()) return bad(std::string(name) + " holds something not a string");
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

model::Result<LineItem> from_json(const Json& object) {
  if (!object.is_object()) return bad("not a JSON object");
  LineItem item;
  const auto id = object.find("id");
  if (id == object.end()) return bad("id is missing");
  if (!id->is_string() && !id->is_number()) return bad("id is neither a string nor a number");
  item.id = dump(*id);
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
  const auto published = text_of(object, "published");
  if (!published) return tl::unexpected(published.error());
  if (!published->empty()) {
    item.published = text::parse_rfc3339(*published);
    if (!item.published) {
      return bad("published is not an RFC 3339 time: " +
                 text::quoted(text::shortened(*published, 60)));
    }
  }
  return item;
}

Json to_json(const Value& value) {
  struct Visitor {
    Json operator()(bool v) const { return v; }
    Json operator()(std::int64_t v) const { return v; }
    Json operator()(const std::string& v) const { return v; }
    Json operator()(const std::optional<std::string>& v) const { return v ? Json(*v) : Json(); }
    Json operator()(const std::optional<model::Time>& v) const {
      return v ? Json(text::rfc3339(*v)) : Json();
    }
    Json operator()(const std::vector<std::string>& v) const { return v; }
  };
  return std::visit(Visitor{}, value);
}

}  // namespace

model::Result<LineItem> read_item(std::string_view line) {
  // nlohmann's parser keeps its own stack, so deep nesting is no danger, but taking the value apart
  // recurses: a line is refused before that. 100 is far beyond what an item needs.
  constexpr int kDeepest = 100;
  bool deep = false;
  const auto guard = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > kDeepest;
    return depth <= kDeepest;
  };
  try {
    const Json object = Json::parse(line, guard);
    if (deep) return bad("nested more than 100 deep");
    return from_json(object);
  } catch (const Json::exception& error) {
    return bad(std::string("not JSON: ") + error.what());
  }
}

std::string match_line(const LineItem& item, std::span<const model::TopicMatch> topics) {
  Json list = Json::array();
  for (const model::TopicMatch& match : topics) {
    list.push_back(Json{{"name", match.topic}, {"why", match.why}});
  }
  return "{\"id\":" + item.id + ",\"topics\":" + dump(list) + "}";
}

std::string cluster_line(const LineItem& item, std::string_view event) {
  return "{\"id\":" + item.id + ",\"event\":" + dump(Json(event)) + "}";
}

std::string object_line(std::span<const Member> members, std::string_view base) {
  Json object{{"schema", 1}};
  for (const auto& [name, value] : members) object[std::string(name)] = to_json(value);
  const Json rest = Json::parse(base, nullptr, false);
  if (rest.is_object()) object.insert(rest.begin(), rest.end());  // keeps what is there
  return dump(object);
}

}  // namespace newswatch::cli
