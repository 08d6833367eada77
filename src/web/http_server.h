// HttpServer: HTTP/1.1 over TCP, a Unix socket or the sockets that systemd opened. The only file
// that knows libevent (evhttp).
//
// One thread runs it, in run(), which calls the handler; finish(), wake() and stop() may come from
// any. What a stranger can cost is bounded: 64 KiB a body, 16 KiB of headers, some 250 connections,
// 64 streams (then 503), 1 MiB that a stream's reader has not taken (then it is closed), 30 s
// without a byte. Source: RFC 9110, RFC 9112; the streams of the WHATWG's HTML standard,
// section 9.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/listen_address.h"
#include "daemon/beats.h"
#include "model/result.h"
#include "web/exchange.h"

namespace newswatch::web {

class HttpServer {
 public:
  static constexpr std::size_t kMostStreams = 64;
  static constexpr std::chrono::seconds kHeartbeat{15};  // between two comments in a stream

  struct Handler {
    // `id` names the exchange, for finish().
    std::function<Response(const Request&, std::uint64_t id)> answer;
    std::function<void()> woken;  // after wake(), in the thread of run()
    // Whether the user may change things: a user id and the descriptor of the connection.
    std::function<bool(int fd)> may_change;
  };

  // kPermanent: it can't listen there, and why. Replaces a Unix socket that an earlier run left.
  static model::Result<std::unique_ptr<HttpServer>> open(const config::ListenAddress& address,
                                                         Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Where it listens, for people: "http://127.0.0.1:8787/".
  std::string where() const;
  void run(daemon::Beat& beat);  // until stop()

  void stop();
  void wake();
  // The answer to an exchange whose response was kLater. One that is gone is left alone.
  void finish(std::uint64_t id, Response response);

  // In the thread of run(): a piece for every stream.
  void send(const std::string& piece);
  std::size_t streams() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace newswatch::web
