// Receiver: a service on loopback that takes messages by HTTP and fails as its script says, and
// what it remembers of it. For the tests and benches of delivery.
//
// Any thread; the script is called by the threads of connections, one at a time. The destructor
// stops at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/feed_server.h"

namespace newswatch::test {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// What is done with a request.
struct Treatment {
  enum class How {
    kAnswer,
    kHangUp,  // it is read, and the connection is closed
  };
  How how = How::kAnswer;
  std::chrono::milliseconds hang{};  // before that
  Reply reply = {.content_type = "application/json"};
  // How long the answer asks to be left alone; only_kind: by requests with the same method.
  std::optional<std::chrono::milliseconds> told = {};
  bool only_kind = false;

  bool takes = false;  // the message counts as delivered
};

struct Exchange {
  Request request;
  Treatment treatment;
  Instant came{};                   // when the head was read
  std::optional<Instant> answered;  // absent: no answer went out
  bool accepted() const { return answered && treatment.takes; }
};

class Receiver {
 public:
  using Script = std::function<Treatment(const Request&)>;
  using Now = std::function<Instant()>;

  // now: the clock of who asks; the machine's if it is not said.
  explicit Receiver(Script script, Now now = {}, int port = 0);

  std::string url(std::string_view path = "/") const { return server_.url(path); }
  int port() const { return server_.port(); }
  // So far, in the order they came.
  std::vector<Exchange> exchanges() const;
  std::size_t asked() const;  // how many

 private:
  void converse(Connection& connection);

  const Script script_;
  const Now now_;
  mutable std::mutex mutex_;  // guards exchanges_ and the calls of script_
  std::vector<Exchange> exchanges_;
  RawServer server_;  // last: its threads use all of the above
};

// Requests that came before a wait was over that an answer had asked for. `on_its_way`: what came
// so soon after the answer was sent before it was read, by a sink that has several under way.
// `counts`: whether an answer that went out then is one to obey.
std::vector<Exchange> too_early(const std::vector<Exchange>& exchanges,
                                std::chrono::milliseconds on_its_way,
                                const std::function<bool(Instant)>& counts);

}  // namespace newswatch::test
