#include "support/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace newswatch::test {
namespace {

constexpr std::size_t kLongestHead = 1u << 20;

int listen_on_loopback(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 || ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket, 256) != 0) {
    std::perror("listen on 127.0.0.1");
    std::exit(1);
  }
  return socket;
}

}  // namespace

Connection::Readiness Connection::wait_for(short events, int milliseconds) {
  pollfd files[] = {{socket_, events, 0}, {stop_, POLLIN, 0}};
  const int ready = ::poll(files, 2, milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Readiness::kTimeout;
  if (ready < 0 || files[1].revents != 0) return Readiness::kEnded;
  return (files[0].revents & (POLLERR | POLLHUP)) != 0 ? Readiness::kEnded : Readiness::kReady;
}

bool Connection::fill() {
  if (wait_for(POLLIN, -1) != Readiness::kReady) return false;
  char bytes[16384];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count > 0) buffer_.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Connection::read_head() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t end = 0;
  while ((end = buffer_.find(kEnd)) == std::string::npos) {
    if (buffer_.size() > kLongestHead || !fill()) return std::nullopt;
  }
  return read(end + kEnd.size());
}

std::optional<std::string> Connection::read(std::size_t bytes) {
  while (buffer_.size() < bytes) {
    if (!fill()) return std::nullopt;
  }
  std::string out = buffer_.substr(0, bytes);
  buffer_.erase(0, bytes);
  return out;
}

bool Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (wait_for(POLLOUT, -1) != Readiness::kReady) return false;
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Connection::pause(std::chrono::milliseconds time) {
  return wait_for(POLLRDHUP, static_cast<int>(time.count())) == Readiness::kTimeout;
}

void Connection::hang() { wait_for(POLLRDHUP, -1); }

RawServer::RawServer(Conversation conversation, int port)
    : conversation_(std::move(conversation)),
      listener_(listen_on_loopback(port)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_loop(); });
}

RawServer::~RawServer() {
  const std::uint64_t one = 1;
  if (::write(stop_, &one, sizeof one) != sizeof one) std::abort();
  acceptor_.join();
  workers_.clear();  // joins
  ::close(listener_);
  ::close(stop_);
}

void RawServer::accept_loop() {
  for (;;) {
    pollfd files[] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
    if (::poll(files, 2, -1) < 0 && errno == EINTR) continue;
    if (files[1].revents != 0) return;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ++connections_;
    workers_.remove_if([](const Worker& worker) { return worker.done.load(); });
    Worker& worker = workers_.emplace_back();
    worker.thread = std::jthread([this, socket, &worker] {
      Connection connection(socket, stop_);
      conversation_(connection);
      ::shutdown(socket, SHUT_RDWR);
      ::close(socket);
      worker.done = true;
    });
  }
}

std::string RawServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string http_answer(std::string_view status, std::string_view headers, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace newswatch::test
