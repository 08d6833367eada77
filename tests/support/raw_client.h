// RawClient: one TCP or Unix connection to a server under test, byte by byte, for requests that no
// decent client sends, and for streams. http_get() is one whole exchange. Waits 10 s at most for
// anything; one thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace newswatch::test {

class RawClient {
 public:
  // "http://127.0.0.1:PORT/" or "unix:/PATH". open() says whether it worked.
  explicit RawClient(const std::string& where);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool open() const { return fd_ >= 0; }
  bool send(std::string_view bytes) const;
  // Reads until `text` came, the peer hung up or the time is over: all that came since the last
  // read_until() up to and with it; else what there is.
  std::string read_until(std::string_view text,
                         std::chrono::milliseconds limit = std::chrono::seconds(10));
  // All that comes until the peer hangs up or the time is over.
  std::string read_all(std::chrono::milliseconds limit = std::chrono::seconds(10));
  // Whether the peer hung up within the time.
  bool ended(std::chrono::milliseconds limit = std::chrono::seconds(10));

 private:
  bool fill(std::chrono::steady_clock::time_point end);

  int fd_ = -1;
  bool ended_ = false;
  std::string buffer_;
};

struct HttpAnswer {
  int status = 0;  // 0: none came
  std::string head, body;
  bool has(std::string_view header_line) const { return head.find(header_line) != head.npos; }
};

// method: with the path, "GET /feeds". headers: whole lines, each with its line end.
HttpAnswer http_exchange(const std::string& where, std::string_view method,
                         std::string_view headers = {}, std::string_view body = {});

}  // namespace newswatch::test
