// TLS against a real server with a CA made here.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;

// `openssl s_server` that serves the files of a folder, and the CA that signed its certificate.
class TlsServer {
 public:
  TlsServer() {
    std::string name = testing::TempDir() + "/newswatch-tls-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    std::ofstream(folder_ / "feed") << "<rss>over TLS</rss>";
    std::ofstream(folder_ / "san") << "subjectAltName=IP:127.0.0.1";
    const std::string in = "cd " + folder_.string() + " && exec 2>openssl.log && ";
    made_ =
        std::system((in + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                          "-keyout ca.key -out ca.pem -subj '/CN=Test CA' -days 2 && "
                          "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                          "-keyout own.key -out own.csr -subj '/CN=feed server' && "
                          "openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
                          "-out own.pem -days 2 -extfile san")
                        .c_str()) == 0;
    if (made_) start();
  }

  ~TlsServer() {
    if (server_ > 0) {
      ::kill(server_, SIGKILL);
      ::waitpid(server_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  bool running() const { return port_ > 0; }
  std::filesystem::path ca() const { return folder_ / "ca.pem"; }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port_) + "/feed";
  }

 private:
  // The port is in the line "ACCEPT 127.0.0.1:41234".
  void start() {
    int output[2];
    if (::pipe2(output, O_CLOEXEC) != 0) return;
    server_ = ::fork();
    if (server_ == 0) {
      ::dup2(output[1], STDOUT_FILENO);
      ::dup2(::open("/dev/null", O_RDWR), STDERR_FILENO);
      if (::chdir(folder_.c_str()) != 0) ::_exit(1);
      ::execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "own.pem",
               "-key", "own.key", "-WWW", nullptr);
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
    output_ = output[0];  // stays open, so that the server can go on writing
  }

  std::filesystem::path folder_;
  bool made_ = false;
  pid_t server_ = -1;
  int port_ = 0, output_ = -1;
};

class Tls : public Fetching {
 protected:
  static void SetUpTestSuite() { server_ = new TlsServer; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  void SetUp() override { ASSERT_TRUE(server_->running()) << "openssl is needed"; }

  static TlsServer* server_;
};
TlsServer* Tls::server_ = nullptr;

TEST_F(Tls, RefusesAServerWhoseCaIsNotKnown) {
  expect_error(get(server_->url()), ErrorKind::kTransient, "TLS: SSL certificate problem");
}

TEST_F(Tls, TrustsTheExtraCa) {
  const auto fetcher = make({"127.0.0.1"}, server_->ca());
  const auto got = get(*fetcher, request(server_->url()));
  ASSERT_TRUE(got) << got.error().context;
  EXPECT_EQ(got->body, "<rss>over TLS</rss>");
}

TEST_F(Tls, RefusesAnotherHostsCertificate) {
  const auto fetcher = make({"127.0.0.0/8"}, server_->ca());
  expect_error(get(*fetcher, request(server_->url("localhost"))), ErrorKind::kTransient, "TLS: ");
}

TEST_F(Tls, ParsesTheCertificatesOnce) {
  const auto fetcher = make({"127.0.0.1"}, server_->ca());
  ASSERT_TRUE(get(*fetcher, request(server_->url())));
  // -WWW closes after each answer, so every request is a handshake of its own. With the CA
  // directory, or with CURLOPT_CAINFO_BLOB, each would cost 37 ms here.
  timespec before{}, after{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  constexpr int kCount = 20;
  for (int i = 0; i < kCount; ++i) ASSERT_TRUE(get(*fetcher, request(server_->url())));
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  const double spent = static_cast<double>(after.tv_sec - before.tv_sec) * 1e3 +
                       static_cast<double>(after.tv_nsec - before.tv_nsec) / 1e6;
  RecordProperty("cpu_ms_per_handshake", std::to_string(spent / kCount));
  const char* const system = curl_version_info(CURLVERSION_NOW)->cainfo;
  if (!system || !std::filesystem::exists(system)) GTEST_SKIP() << "no CA bundle is there";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(spent / kCount, 15.0);
#endif
}

}  // namespace
}  // namespace newswatch::fetch
