// What a browser or program asks the page, and what it gets. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace newswatch::web {

// Of a query or a form; of a name that is given twice the last value.
using Params = std::map<std::string, std::string, std::less<>>;

// Who asks, as far as the kernel tells: only at a Unix socket.
struct Peer {
  bool local = false;       // at a Unix socket
  bool may_change = false;  // by the rights of the control socket
};

struct Request {
  std::string method;  // GET, HEAD or POST
  std::string path;    // decoded, begins with a slash
  Params query, form;
  Peer peer;
  // Headers; empty: not sent.
  std::string host, origin, fetch_site, authorization, last_event_id;

  std::string_view value(std::string_view name) const { return find(query, name); }
  std::string_view field(std::string_view name) const { return find(form, name); }

 private:
  static std::string_view find(const Params& params, std::string_view name) {
    const auto at = params.find(name);
    return at == params.end() ? std::string_view() : std::string_view(at->second);
  }
};

struct Response {
  enum class Kind {
    kWhole,
    kStream,  // the body is its beginning; it goes on until somebody ends it
    kLater    // nothing yet: HttpServer::finish() has it
  };
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Kind kind = Kind::kWhole;
};

inline Response plain(int status, std::string text) {
  return {.status = status, .type = "text/plain; charset=utf-8", .body = std::move(text) + "\n"};
}

}  // namespace newswatch::web
