// TlsServer: `openssl s_server` on 127.0.0.1 that answers /feed with one body, and the CA that
// signed its certificate, both made here. It closes after each answer. Ended with the value. One
// thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "support/folder.h"

namespace newswatch::test {

class TlsServer {
 public:
  enum class Tickets { kGiven, kNone };  // none: every connection is a full handshake
  // What is wrong with its certificate: it is of last year, of another name, or signed by nobody
  // but itself.
  enum class Flaw { kNone, kExpired, kOtherName, kSelfSigned };

  explicit TlsServer(Tickets tickets = Tickets::kGiven, Flaw flaw = Flaw::kNone);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  bool running() const { return port_ > 0; }  // false: openssl is missing, or fails
  std::filesystem::path ca() const { return folder_.path() / "ca.pem"; }
  void serve(const std::string& body) const;  // from now on
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port_) + "/feed";
  }

 private:
  void start(Tickets tickets);

  const Folder folder_;
  pid_t server_ = -1;
  int port_ = 0, output_ = -1;
};

}  // namespace newswatch::test
