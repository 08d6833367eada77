#include "support/feed_server.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <thread>

#include "support/http_date.h"

namespace newswatch::test {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// RFC 9110 section 13.2.2: If-None-Match goes before If-Modified-Since; tags are compared weakly.
bool is_unchanged(const Request& request, const Reply& reply) {
  if (reply.status != 200) return false;
  if (request.has("If-None-Match")) {
    const auto strong = [](std::string_view tag) {
      return tag.starts_with("W/") ? tag.substr(2) : tag;
    };
    return !reply.etag.empty() && strong(request.header("If-None-Match")) == strong(reply.etag);
  }
  return !reply.last_modified.empty() && request.header("If-Modified-Since") == reply.last_modified;
}

}  // namespace

std::optional<Request> read_request(Connection& connection) {
  const std::optional<std::string> head = connection.read_head();
  if (!head) return std::nullopt;
  Request request;
  request.time = std::chrono::system_clock::now();
  std::string_view rest = *head;
  const auto next_line = [&] {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    return line;
  };
  const std::string_view first = next_line();
  const std::size_t space = first.find(' ');
  const std::size_t last = first.rfind(' ');
  if (space == first.npos || last == space) return std::nullopt;
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, last - space - 1);
  for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return std::nullopt;
    request.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  const std::string length = request.header("Content-Length");
  std::size_t bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  std::optional<std::string> body = connection.read(bytes);
  if (!body) return std::nullopt;
  request.body = *std::move(body);
  return request;
}

std::string write_reply(const Request& request, Reply reply) {
  if (is_unchanged(request, reply)) {
    reply.status = 304;
    reply.body.clear();
  }
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " Status\r\n";
  const auto header = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out.append(name).append(": ").append(value).append("\r\n");
  };
  const bool dated = std::any_of(reply.headers.begin(), reply.headers.end(),
                                 [](const auto& h) { return same_name(h.first, "Date"); });
  if (!dated) header("Date", http_date(std::time(nullptr)));
  header("ETag", reply.etag);
  header("Last-Modified", reply.last_modified);
  for (const auto& [name, value] : reply.headers) header(name, value);
  if (reply.status != 304) {
    header("Content-Type", reply.content_type);
    header("Content-Length", std::to_string(reply.body.size()));
  }
  out += "\r\n";
  if (request.method != "HEAD") out += reply.body;
  return out;
}

std::string Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& h) { return same_name(h.first, name); });
  return found == headers.end() ? "" : found->second;
}

bool Request::has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& h) { return same_name(h.first, name); });
}

FeedServer::FeedServer(int port)
    : server_([this](Connection& connection) { converse(connection); }, port) {}

void FeedServer::serve(std::string target, std::string body, ServeOptions options) {
  Reply reply{options.status, std::move(body),       std::move(options.content_type),
              options.etag,   options.last_modified, std::move(options.headers)};
  handle(std::move(target), [reply = std::move(reply)](const Request&) { return reply; });
}

void FeedServer::handle(std::string target, Handler handler) {
  const std::lock_guard lock(mutex_);
  handlers_[std::move(target)] = std::move(handler);
}

void FeedServer::handle_rest(Handler handler) {
  const std::lock_guard lock(mutex_);
  rest_ = std::move(handler);
}

void FeedServer::redirect(std::string target, std::string location, int status) {
  serve(std::move(target), "moved",
        {.content_type = "text/plain",
         .etag = {},
         .last_modified = {},
         .status = status,
         .headers = {{"Location", std::move(location)}}});
}

void FeedServer::remove(const std::string& target) {
  const std::lock_guard lock(mutex_);
  handlers_.erase(target);
}

std::vector<Request> FeedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t FeedServer::count(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(requests_.begin(), requests_.end(),
                    [&](const Request& request) { return request.path() == path; }));
}

bool FeedServer::wait_for_requests(std::size_t count, std::chrono::milliseconds limit) const {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < until) {
    {
      const std::lock_guard lock(mutex_);
      if (requests_.size() >= count) return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

Reply FeedServer::answer(const Request& request) {
  Handler handler;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    for (const std::string& target : {request.target, request.path()}) {
      const auto found = handlers_.find(target);
      if (!handler && found != handlers_.end()) handler = found->second;
    }
    if (!handler) handler = rest_;
  }
  if (handler) return handler(request);
  Reply missing;
  missing.status = 404;
  missing.content_type = "text/plain";
  missing.body = "not here";
  return missing;
}

void FeedServer::converse(Connection& connection) {
  while (const std::optional<Request> request = read_request(connection)) {
    if (!connection.send(write_reply(*request, answer(*request)))) return;
    if (same_name(request->header("Connection"), "close")) return;
  }
}

}  // namespace newswatch::test
