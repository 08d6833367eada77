#include "support/raw_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace newswatch::test {
namespace {

int connect_to(const std::string& where) {
  constexpr std::string_view kUnix = "unix:";
  if (where.starts_with(kUnix)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    where.copy(std::begin(to.sun_path), sizeof to.sun_path - 1, kUnix.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return fd;
    ::close(fd);
    return -1;
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(where.c_str() + where.rfind(':') + 1)));
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

RawClient::RawClient(const std::string& where) : fd_(connect_to(where)) {}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill(std::chrono::steady_clock::time_point end) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  pollfd one{fd_, POLLIN, 0};
  if (ended_ || left.count() < 0 || ::poll(&one, 1, static_cast<int>(left.count())) <= 0) {
    return false;
  }
  std::array<char, 16384> bytes{};
  const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
  ended_ = got <= 0;
  if (got > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string RawClient::read_until(std::string_view text, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::size_t at = 0;
  while ((at = buffer_.find(text)) == buffer_.npos && fill(end)) continue;
  at = at == buffer_.npos ? buffer_.size() : at + text.size();
  std::string out = buffer_.substr(0, at);
  buffer_.erase(0, at);
  return out;
}

std::string RawClient::read_all(std::chrono::milliseconds limit) {
  ended(limit);
  return std::exchange(buffer_, {});
}

bool RawClient::ended(std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (fill(end)) continue;
  return ended_;
}

HttpAnswer http_exchange(const std::string& where, std::string_view method,
                         std::string_view headers, std::string_view body) {
  RawClient client(where);
  HttpAnswer answer;
  const std::string host(headers.find("Host:") == headers.npos ? "Host: localhost\r\n" : "");
  const std::string size = body.empty() ? std::string()
                                        : fmt::format(
                                              "Content-Length: {}\r\n"
                                              "Content-Type: application/x-www-form-urlencoded\r\n",
                                              body.size());
  if (!client.open() || !client.send(fmt::format("{} HTTP/1.1\r\n{}Connection: close\r\n{}{}\r\n{}",
                                                 method, host, size, headers, body))) {
    return answer;
  }
  answer.head = client.read_until("\r\n\r\n");
  constexpr std::string_view kStart = "HTTP/1.1 ";
  if (answer.head.starts_with(kStart))
    answer.status = std::atoi(answer.head.c_str() + kStart.size());
  answer.body = client.read_all();
  return answer;
}

}  // namespace newswatch::test
