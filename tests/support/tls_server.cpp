#include "support/tls_server.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

namespace newswatch::test {

TlsServer::TlsServer(Tickets tickets, Flaw flaw) {
  serve("<rss>over TLS</rss>");
  std::ofstream(folder_.path() / "san")
      << (flaw == Flaw::kOtherName ? "subjectAltName=DNS:other.example"
                                   : "subjectAltName=IP:127.0.0.1");
  // `openssl x509 -req` of Debian 12 knows no dates, but days below 0 end before they began.
  const std::string days = flaw == Flaw::kExpired ? "-1" : "2";
  const std::string sign =
      flaw == Flaw::kSelfSigned ? "-signkey own.key" : "-CA ca.pem -CAkey ca.key -CAcreateserial";
  const std::string make =
      "cd " + folder_.path().string() +
      " && exec 2>openssl.log && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
      "-nodes -keyout ca.key -out ca.pem -subj '/CN=Test CA' -days 2 && "
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key "
      "-out own.csr -subj '/CN=feed server' && openssl x509 -req -in own.csr " +
      sign + " -out own.pem -days " + days + " -extfile san";
  if (std::system(make.c_str()) == 0) start(tickets);
}

void TlsServer::serve(const std::string& body) const {
  std::ofstream(folder_.path() / "feed") << body;
}

TlsServer::~TlsServer() {
  if (server_ > 0) {
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
  }
  if (output_ >= 0) ::close(output_);
}

// The port is in the line "ACCEPT 127.0.0.1:41234".
void TlsServer::start(Tickets tickets) {
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return;
  server_ = ::fork();
  if (server_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(::open("/dev/null", O_RDWR), STDERR_FILENO);
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(1);
    ::execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "own.pem", "-key",
             "own.key", "-num_tickets", tickets == Tickets::kNone ? "0" : "2", "-WWW", nullptr);
    ::_exit(1);
  }
  ::close(output[1]);
  std::string text;
  char byte = 0;
  while (text.size() < 4096 && ::read(output[0], &byte, 1) == 1) {
    text += byte;
    const std::size_t colon = text.rfind(':');
    if (byte == '\n' && text.find("ACCEPT") != text.npos && colon != text.npos) {
      port_ = std::atoi(text.c_str() + colon + 1);
      break;
    }
  }
  // Stays open, and what the server prints for each request must not fill it.
  output_ = output[0];
  ::fcntl(output_, F_SETPIPE_SZ, 1 << 20);
}

}  // namespace newswatch::test
