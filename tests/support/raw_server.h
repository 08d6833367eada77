// RawServer: a TCP server on 127.0.0.1 that talks to each connection as a test tells it to, for
// answers that no decent server gives: hanging, dripping, cut off, malformed.
//
// Each connection has a thread of its own that runs the conversation; what the conversation touches
// must be safe for that. The destructor ends every conversation at once and joins.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace newswatch::test {

class Connection {
 public:
  Connection(int socket, int stop) : socket_(socket), stop_(stop) {}

  // Everything up to and with the empty line after a request's headers; nullopt: the peer or the
  // server ended first.
  std::optional<std::string> read_head();
  std::optional<std::string> read(std::size_t bytes);
  // False when the peer or the server ended first.
  bool send(std::string_view bytes);
  // Waits; false when the peer hung up or the server ends.
  bool pause(std::chrono::milliseconds time);
  // Until the peer hangs up or the server ends.
  void hang();

 private:
  enum class Readiness { kReady, kTimeout, kEnded };
  Readiness wait_for(short events, int milliseconds);
  bool fill();

  int socket_, stop_;
  std::string buffer_;
};

class RawServer {
 public:
  using Conversation = std::function<void(Connection&)>;

  // Port 0: a free one. A port that is taken ends the program with a message.
  explicit RawServer(Conversation conversation, int port = 0);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string url(std::string_view path = "/") const;
  int connections() const { return connections_; }  // accepted so far

 private:
  struct Worker {
    std::atomic<bool> done = false;
    std::jthread thread;
  };

  void accept_loop();

  Conversation conversation_;
  int listener_ = -1, stop_ = -1, port_ = 0;
  std::atomic<int> connections_ = 0;
  std::list<Worker> workers_;  // of the accept thread, until it is joined
  std::thread acceptor_;
};

// A head and a body as one answer: "HTTP/1.1 200 OK", the headers, Content-Length.
std::string http_answer(std::string_view status, std::string_view headers, std::string_view body);

}  // namespace newswatch::test
