// FeedServer: a loopback HTTP/1.1 server that answers as a good publisher does: keep-alive,
// validators, 304. It sends the bytes it is given and nothing of its own but the date, so that a
// test knows every byte. For every ring of tests, and the demo.
//
// serve() and handle() may be called at any time from any thread; handlers run in the threads of
// their connections. The destructor stops at once.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/raw_server.h"

namespace newswatch::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // path and query, as sent
  Headers headers;     // as sent, in order
  std::string body;
  std::chrono::system_clock::time_point time;

  // The first of that name, in any case; empty: none.
  std::string header(std::string_view name) const;
  bool has(std::string_view name) const;
  std::string path() const { return target.substr(0, target.find('?')); }
};

// The next request of a connection; nullopt: it ended first, or sent what is no request.
std::optional<Request> read_request(Connection& connection);

struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = "application/rss+xml";
  std::string etag, last_modified;  // sent when not empty; a request that repeats one gets a 304
  Headers headers;                  // more of them
};

// What serve() takes beside path and body.
struct ServeOptions {
  std::string content_type = "application/rss+xml";
  std::string etag, last_modified;
  int status = 200;
  Headers headers;
};

// The answer with its Date, or a 304 when the request has its validator.
std::string write_reply(const Request& request, Reply reply);

class FeedServer {
 public:
  using Handler = std::function<Reply(const Request&)>;

  explicit FeedServer(int port = 0);

  std::string url(std::string_view path = "/") const { return server_.url(path); }
  int port() const { return server_.port(); }
  int connections() const { return server_.connections(); }

  // `target` is a path, with or without a query; one with the query goes before one without.
  void serve(std::string target, std::string body, ServeOptions options = {});
  void handle(std::string target, Handler handler);
  // The answer to every target that has none; 404 unless this is called.
  void handle_rest(Handler handler);
  void redirect(std::string target, std::string location, int status = 302);
  void remove(const std::string& target);

  std::vector<Request> requests() const;  // so far, in the order they came
  std::size_t count(std::string_view path) const;
  // Until that many requests came; false: they did not in time.
  bool wait_for_requests(std::size_t count, std::chrono::milliseconds limit) const;

 private:
  void converse(Connection& connection);
  Reply answer(const Request& request);

  mutable std::mutex mutex_;  // guards the three below: connections have threads of their own
  std::map<std::string, Handler> handlers_;
  Handler rest_;
  std::vector<Request> requests_;
  RawServer server_;  // last: its threads use all of the above
};

}  // namespace newswatch::test
