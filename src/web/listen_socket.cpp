#include "web/listen_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "daemon/systemd.h"

namespace newswatch::web {
namespace {

using config::ListenAddress;
using process::UniqueFd;

constexpr int kBacklog = 128;

tl::unexpected<model::Error> failed(const std::string& where, const std::string& why) {
  return model::fail(model::ErrorKind::kPermanent, fmt::format("listen at {}: {}", where, why));
}

std::string reason() { return std::generic_category().message(errno); }

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress socket_address(const ListenAddress& address) {
  SocketAddress out;
  auto* four = reinterpret_cast<sockaddr_in*>(&out.storage);
  auto* six = reinterpret_cast<sockaddr_in6*>(&out.storage);
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  if (::inet_pton(AF_INET, host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(address.port);
    out.size = sizeof *four;
  } else {
    ::inet_pton(AF_INET6, host.c_str(), &six->sin6_addr);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(address.port);
    out.size = sizeof *six;
  }
  return out;
}

model::Result<UniqueFd> listen_tcp(const ListenAddress& address, const std::string& where) {
  SocketAddress to = socket_address(address);
  UniqueFd fd(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!fd.valid() || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      // Connections take it over. Else the end of a long answer waits 40 ms for its beginning.
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      ::bind(fd.get(), to.get(), to.size) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    return failed(where, reason());
  }
  return fd;
}

// For its owner and group, as the control socket.
model::Result<UniqueFd> listen_unix(const ListenAddress& address, const std::string& where) {
  struct stat info {};
  if (::lstat(address.path.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode)) return failed(where, "there is a file of that name, no socket");
    ::unlink(address.path.c_str());
  }
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  address.path.copy(std::begin(to.sun_path), sizeof to.sun_path - 1);
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid() || ::bind(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 ||
      ::chmod(address.path.c_str(), 0660) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    return failed(where, reason());
  }
  return fd;
}

}  // namespace

tl::unexpected<model::Error> not_listening(const std::string& where, const std::string& why) {
  return failed(where, why);
}

model::Result<std::vector<UniqueFd>> listen_at(const ListenAddress& address) {
  const std::string where = listening_at(address, -1);
  std::vector<UniqueFd> out;
  if (address.kind == ListenAddress::Kind::kSystemd) {
    for (const int fd : daemon::systemd::sockets()) {
      ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
      out.emplace_back(fd);
    }
    if (out.empty()) return failed(where, "systemd passed no socket; start newswatch.socket");
    return out;
  }
  auto fd = address.kind == ListenAddress::Kind::kUnix ? listen_unix(address, where)
                                                       : listen_tcp(address, where);
  if (!fd) return tl::unexpected(fd.error());
  out.push_back(std::move(*fd));
  return out;
}

// The address that it got: port 0 asks for any that is free.
std::string listening_at(const ListenAddress& address, int fd) {
  if (address.kind == ListenAddress::Kind::kUnix) return "unix:" + address.path;
  if (address.kind == ListenAddress::Kind::kSystemd) return "the sockets of systemd";
  sockaddr_storage at{};
  socklen_t size = sizeof at;
  unsigned port = address.port;
  if (fd >= 0 && ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0) {
    port = ntohs(at.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&at)->sin6_port
                                          : reinterpret_cast<sockaddr_in*>(&at)->sin_port);
  }
  const bool six = address.host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}/", six ? "[" : "", address.host, six ? "]" : "", port);
}

}  // namespace newswatch::web
