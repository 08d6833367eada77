#include "web/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "daemon/metrics.h"
#include "match/word_search.h"
#include "record/json_io.h"
#include "record/reason_fields.h"
#include "text/ascii.h"
#include "view/store_search.h"
#include "web/api.h"

namespace newswatch::web {
namespace {

constexpr std::size_t kHitsShown = 50;
// How long what was read about the watch is shown again: with 100,000 feeds it takes a while.
constexpr std::chrono::seconds kWatchKept{2};
constexpr std::string_view kEvent = "/events/", kApiEvent = "/api/v1/events/", kTopic = "/topics/",
                           kAtom = ".atom";

// No page may be framed, run foreign code or send anything elsewhere.
const std::array<std::pair<std::string, std::string>, 5>& guards() {
  static const std::array<std::pair<std::string, std::string>, 5> all = {
      {{"Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
       {"X-Content-Type-Options", "nosniff"},
       {"Referrer-Policy", "no-referrer"},
       {"Cross-Origin-Opener-Policy", "same-origin"},
       {"Cross-Origin-Resource-Policy", "same-origin"}}};
  return all;
}

Response file(std::string_view name, std::string type) {
  return {.type = std::move(type),
          .body = std::string(web_file(name)),
          .headers = {{"Cache-Control", "no-cache"}}};
}

std::optional<Response> fixed(std::string_view path) {
  if (path == "/style.css") return file("style.css", "text/css; charset=utf-8");
  if (path == "/live.js") return file("live.js", "text/javascript; charset=utf-8");
  if (path == "/icon.svg" || path == "/favicon.ico") return file("icon.svg", "image/svg+xml");
  if (path == "/api/v1/openapi.json") return file("openapi.json", "application/json");
  if (path == "/robots.txt") return plain(200, "User-agent: *\nDisallow: /");
  return std::nullopt;
}

// Words with blanks between them; quotes hold a phrase together.
std::vector<std::string> words_of(const std::string& typed) {
  if (typed.find('"') != std::string::npos) return {typed};
  std::vector<std::string> words;
  for (const std::string_view word : text::split(typed, " \t")) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

bool is_api(std::string_view path) { return path.starts_with("/api/"); }

}  // namespace

Site::Site(const daemon::Inside& inside, engine::SettingsPtr settings, const Gate& gate,
           std::function<std::size_t()> streams)
    : inside_(inside), settings_(std::move(settings)), gate_(gate), streams_(std::move(streams)) {}

Sight Site::sight(const store::Rows& rows, const view::WatchStatus& watch,
                  const Request& request) const {
  return {.rows = rows,
          .settings = *settings_,
          .watch = watch,
          .now = inside_.clock.now(),
          .may_change = gate_.may_change(request),
          .form_token = gate_.form_token()};
}

Response Site::html(std::string_view page, const Fields& fields, int status) const {
  return {.status = status,
          .body = pages_.render(page, fields),
          .headers = {{"Cache-Control", "no-store"}}};
}

model::Result<view::WatchStatus> Site::read_watch(const store::Rows& rows,
                                                  const config::Settings& settings) const {
  auto read = view::watch_status(rows, settings, inside_.clock.now());
  if (!read) return read;
  for (model::WatchReason& reason : inside_.describe().reasons) {
    read->reasons.push_back(std::move(reason));
  }
  return read;
}

model::Result<const view::WatchStatus*> Site::watch(const store::Rows& rows) {
  const model::Monotonic now = inside_.clock.monotonic();
  if (!watch_ || now >= watch_until_) {
    auto read = read_watch(rows, *settings_);
    if (!read) return tl::unexpected(read.error());
    watch_ = std::move(*read);
    watch_until_ = now + kWatchKept;
  }
  return &*watch_;
}

Response Site::answer(const Request& request, const std::function<bool(Work)>& later) {
  auto response = fixed(request.path);
  if (!response) {
    const auto rows = inside_.store.instant();
    auto routed = route(*rows, request, later);
    response = routed
                   ? std::move(*routed)
                   : api_error(500, "the event database can't be read: " + routed.error().context);
  }
  for (const auto& guard : guards()) response->headers.push_back(guard);
  return std::move(*response);
}

model::Result<Response> Site::route(const store::Rows& rows, const Request& request,
                                    const std::function<bool(Work)>& later) {
  const std::string& path = request.path;
  if (path == "/healthz") return health(rows);
  if (path == "/metrics") return metrics(rows);
  if (path == "/events.atom") return atom_events(rows, {}, inside_.clock.now());
  if (path.starts_with(kTopic) && path.ends_with(kAtom)) {
    const std::string_view name =
        std::string_view(path).substr(kTopic.size(), path.size() - kTopic.size() - kAtom.size());
    return atom_events(rows, name, inside_.clock.now());
  }
  if (path == "/api/v1/events") return list_events(rows, request);
  if (path.starts_with(kApiEvent)) return show_event(rows, path.substr(kApiEvent.size()));
  if (path == "/api/v1/stream") {
    const std::string_view asked = request.value("after");
    const std::string after(request.last_event_id.empty() ? asked : request.last_event_id);
    Response response{.type = "text/event-stream",
                      .headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
                      .kind = Response::Kind::kStream};
    if (after.empty()) return response;
    auto pieces = stream_since(rows, after);
    if (!pieces) return tl::unexpected(pieces.error());
    response.body = std::move(*pieces);
    return response;
  }
  if (is_api(path)) return api_error(404, "there is nothing at this address");
  if (path == "/search" && !request.value("q").empty()) return search(request, later);
  return page(rows, request);
}

model::Result<Response> Site::page(const store::Rows& rows, const Request& request) {
  const auto status = watch(rows);
  if (!status) return tl::unexpected(status.error());
  const Sight here = sight(rows, **status, request);
  const std::string& path = request.path;
  const auto shown = [&](std::string_view name,
                         const model::Result<Fields>& fields) -> model::Result<Response> {
    if (!fields) return tl::unexpected(fields.error());
    return html(name, *fields);
  };
  if (path == "/") return shown("events", events_page(here, request));
  if (path == "/feeds") return shown("feeds", feeds_page(here));
  if (path == "/topics") return shown("topics", topics_page(here));
  if (path == "/sinks") return shown("sinks", sinks_page(here));
  if (path == "/search") return html("search", search_page(here, {}, false, false, {}));
  if (path.starts_with(kEvent)) {
    const auto found = event_page(here, path.substr(kEvent.size()));
    if (!found) return tl::unexpected(found.error());
    const std::optional<Fields>& event = *found;
    if (event) return html("event", *event);
    return html("message",
                message_page(here, "No such event", "It never was, or it is no longer kept.", "/"),
                404);
  }
  return html("message", message_page(here, "Nothing here", "There is no such page.", "/"), 404);
}

Response Site::message(const Request& request, int status, std::string_view title,
                       std::string_view text) {
  const auto rows = inside_.store.instant();
  const auto seen = watch(*rows);
  if (!seen) return plain(status, std::string(text));
  return html("message", message_page(sight(*rows, **seen, request), title, text, "/"), status);
}

// The whole store is read, with several threads.
Response Site::search(const Request& request, const std::function<bool(Work)>& later) {
  const std::string typed(request.value("q"));
  auto words = match::WordSearch::compile(match::typed_terms(words_of(typed)));
  if (!words) return message(request, 400, "Search", words.error().context);
  // Shared, as std::function copies what it holds.
  const auto query = std::make_shared<const view::SearchQuery>(view::SearchQuery{
      .words = std::move(*words), .window = {}, .topic = {}, .limit = kHitsShown});
  const auto work = [this, query, typed, settings = settings_]() -> Response {
    const auto rows = inside_.store.instant();
    std::vector<view::SearchHit> hits;
    const auto more = view::search_store(*rows, *query, [&](const view::SearchHit& hit) {
      hits.push_back(hit);
      return true;
    });
    const auto status = read_watch(*rows, *settings);
    if (!more || !status) return api_error(500, "the event database can't be read");
    const Sight here{.rows = *rows,
                     .settings = *settings,
                     .watch = *status,
                     .now = inside_.clock.now(),
                     .may_change = false,
                     .form_token = {}};
    Response response = html("search", search_page(here, hits, *more, true, typed));
    for (const auto& guard : guards()) response.headers.push_back(guard);
    return response;
  };
  if (later(work)) return {.kind = Response::Kind::kLater};
  Response response = plain(503, "other searches go on; ask again");
  response.headers.emplace_back("Retry-After", "2");
  return response;
}

model::Result<Response> Site::health(const store::Rows& rows) {
  const auto status = watch(rows);
  if (!status) return tl::unexpected(status.error());
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("healthy", (*status)->reasons.empty());
  io.list("reasons", (*status)->reasons,
          record::reason_fields<record::JsonWriter, const model::WatchReason>);
  return Response{.status = (*status)->reasons.empty() ? 200 : 503,
                  .type = "application/json",
                  .body = io.text() + "\n",
                  .headers = {{"Cache-Control", "no-store"}}};
}

model::Result<Response> Site::metrics(const store::Rows& rows) {
  const auto status = watch(rows);
  if (!status) return tl::unexpected(status.error());
  const view::WatchStatus& seen = **status;
  daemon::metrics::Gauges gauges{.healthy = seen.reasons.empty(), .streams = streams_()};
  // One that no feed has any more must say 0.
  for (const engine::FeedCondition condition : engine::kFeedConditions) {
    std::string name(engine::name(condition));
    std::ranges::replace(name, ' ', '_');
    const auto feeds = std::ranges::count(seen.rows, condition, &engine::FeedRow::condition);
    gauges.feeds.emplace_back(std::move(name), feeds);
  }
  const model::Time now = inside_.clock.now();
  for (const engine::SinkRow& sink : seen.sinks) {
    gauges.sinks.push_back({sink.name, sink.waiting, sink.overdue, sink.given_up,
                            sink.oldest ? now - *sink.oldest : model::Duration(0)});
  }
  for (const store::FamilySize& family : inside_.store.sizes()) {
    gauges.store_bytes.emplace_back(store::name_of(family.family), family.bytes);
  }
  return Response{.type = "text/plain; version=0.0.4; charset=utf-8",
                  .body = daemon::metrics::text(gauges)};
}

Response Site::corrected(const Request& request, const model::ControlReply& reply) {
  const bool program = request.field("form_token").empty();
  watch_.reset();
  if (program) {
    if (!reply.error.empty()) return api_error(409, reply.error);
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("event", reply.event);
    return {.type = "application/json", .body = io.text() + "\n"};
  }
  if (!reply.error.empty()) return message(request, 409, "Not done", reply.error);
  const std::string to = reply.event.empty() ? std::string("/topics") : "/events/" + reply.event;
  return {.status = 303, .type = "text/plain; charset=utf-8", .headers = {{"Location", to}}};
}

}  // namespace newswatch::web
