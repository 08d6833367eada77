#include "cli/item_lines.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/cli.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "record/json_io.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

using Json = nlohmann::json;

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

}  // namespace

model::Result<LineItem> read_item(std::string_view line) {
  // The parser keeps its own stack, but destroying a deep value recurses, so such a line is
  // refused. An item needs nowhere near 100 levels.
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
    return bad(record::json_problem(error.what()));
  }
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

int answer_lines(const std::string& file,
                 const std::function<std::string(const LineItem&)>& answer) {
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
