#include "web/api.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "record/event_json.h"
#include "record/json_io.h"
#include "store/queries.h"
#include "text/percent.h"
#include "text/times.h"
#include "text/ulid.h"
#include "view/atom_feed.h"
#include "view/find.h"

namespace newswatch::web {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::size_t kUsualLimit = 50;
constexpr std::size_t kEntries = 50;       // of an Atom feed
constexpr std::size_t kMostRead = 20'000;  // events, for a list of a topic

bool is_shown(const model::Event& event, std::string_view topic) {
  return event.merged_into.empty() && !event.waiting &&
         (topic.empty() || std::ranges::find(event.topics, topic) != event.topics.end());
}

model::Result<std::string> json_of(const store::Rows& rows, const model::Event& event) {
  const auto reports = store::find_reports(rows, event.id, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  return record::event_json(event, *reports);
}

struct Found {
  std::vector<model::Event> events;
  bool more = false;
};

// The newest first, or those after an id.
model::Result<Found> find(const store::Rows& rows, std::string_view topic, const std::string& after,
                          const std::optional<model::Time>& since, std::size_t limit) {
  Found found;
  std::size_t read = 0;
  const auto take = [&](const model::Event& event) {
    // Ids are made at or after first_seen, so all further ones are older than this.
    const auto made = text::ulid_time(event.id);
    const bool before = since && made && *made < *since;
    if (before && after.empty()) return false;
    if (++read > kMostRead) {
      found.more = true;
      return false;
    }
    if (before || !is_shown(event, topic)) return true;
    found.more = found.events.size() == limit;
    if (!found.more) found.events.push_back(event);
    return !found.more;
  };
  const auto walked = after.empty() ? store::for_each_event_newest_first(rows, take)
                                    : store::for_each_event(rows, after, take);
  if (!walked) return tl::unexpected(walked.error());
  return found;
}

}  // namespace

Response api_error(int status, std::string_view what) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("error", what);
  return {.status = status, .type = std::string(kJson), .body = io.text() + "\n"};
}

model::Result<Response> list_events(const store::Rows& rows, const Request& request) {
  std::size_t limit = kUsualLimit;
  if (const std::string_view given = request.value("limit"); !given.empty()) {
    const auto [end, error] = std::from_chars(given.begin(), given.end(), limit);
    if (error != std::errc() || end != given.end() || limit == 0 || limit > kMostListed) {
      return api_error(400, "limit: a number from 1 to 200");
    }
  }
  std::optional<model::Time> since;
  if (const std::string_view given = request.value("since"); !given.empty()) {
    since = text::parse_rfc3339(given);
    if (!since) return api_error(400, "since: a time as 2025-01-28T20:15:00Z, or a date");
  }
  const std::string after(request.value("after"));
  const auto found = find(rows, request.value("topic"), after, since, limit);
  if (!found) return tl::unexpected(found.error());
  std::string body = R"({"schema":1,"events":[)";
  for (const model::Event& event : found->events) {
    auto json = json_of(rows, event);
    if (!json) return tl::unexpected(json.error());
    if (body.back() == '}') body += ',';
    body += *json;
  }
  body += std::string("],\"more\":") + (found->more ? "true" : "false") + "}\n";
  return Response{.type = std::string(kJson), .body = std::move(body)};
}

model::Result<Response> show_event(const store::Rows& rows, const std::string& id) {
  const auto found = view::living_event(rows, id);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::Event>& event = *found;
  if (!event) return api_error(404, "no event has this id");
  auto json = json_of(rows, *event);
  if (!json) return tl::unexpected(json.error());
  return Response{.type = std::string(kJson), .body = *json + "\n"};
}

model::Result<Response> atom_events(const store::Rows& rows, std::string_view topic,
                                    model::Time now) {
  const auto found = find(rows, topic, {}, std::nullopt, kEntries);
  if (!found) return tl::unexpected(found.error());
  model::Time updated = found->events.empty() ? now : model::Time{};
  for (const model::Event& event : found->events) updated = std::max(updated, event.updated);
  // Relative: right at every name, port and proxy, and no word of the request is repeated.
  const std::string self =
      topic.empty() ? "/events.atom" : "/topics/" + text::percent_encoded(topic) + ".atom";
  std::string body = view::atom_head(updated, topic, self);
  for (const model::Event& event : found->events) {
    const auto reports = store::find_reports(rows, event.id, record::kShownReports);
    if (!reports) return tl::unexpected(reports.error());
    body += view::atom_entry(event, *reports);
  }
  return Response{.type = "application/atom+xml; charset=utf-8", .body = body + view::atom_foot()};
}

model::Result<std::string> stream_piece(const store::Rows& rows, const std::string& id,
                                        std::string_view event) {
  const auto found = store::find_event(rows, id);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::Event>& told = *found;
  if (!told || !is_shown(*told, {})) return std::string();
  auto json = json_of(rows, *told);
  if (!json) return tl::unexpected(json.error());
  std::string piece;
  if (event == "event.new") piece += "id: " + id + "\n";
  piece += "event: " + std::string(event) + "\n";
  return piece + "data: " + *json + "\n\n";
}

model::Result<std::string> stream_since(const store::Rows& rows, const std::string& after) {
  std::vector<std::string> ids;
  const auto walked = store::for_each_event_newest_first(rows, [&](const model::Event& event) {
    if (event.id <= after || ids.size() == kMostListed) return false;
    if (is_shown(event, {})) ids.push_back(event.id);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  std::string pieces;
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    auto piece = stream_piece(rows, *id, "event.new");
    if (!piece) return piece;
    pieces += *piece;
  }
  return pieces;
}

}  // namespace newswatch::web
