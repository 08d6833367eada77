// TLS against a real server with a CA made here.
#include "support/tls_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using model::ErrorKind;

using test::TlsServer;

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

TEST_F(Tls, TrustsAnotherCaFromNowOnAndNoLonger) {
  TlsServer other;
  ASSERT_TRUE(other.running());
  const auto allowed = guard({"127.0.0.1"});
  const auto fetcher = make();
  for (const auto* trusted : {server_, &other, server_}) {
    ASSERT_TRUE(fetcher->trust(allowed, trusted->ca()));
    for (const auto* asked : {server_, &other}) {
      EXPECT_EQ(get(*fetcher, request(asked->url())).has_value(), asked == trusted);
    }
  }
  EXPECT_FALSE(fetcher->trust({}, "/nowhere/ca.pem"));
  EXPECT_TRUE(get(*fetcher, request(server_->url()))) << "all stays as it was";
  ASSERT_TRUE(fetcher->trust(allowed, {}));
  EXPECT_FALSE(get(*fetcher, request(server_->url())));
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
#ifndef NEWSWATCH_SANITIZED
  EXPECT_LT(spent / kCount, 15.0);
#endif
}

}  // namespace
}  // namespace newswatch::fetch
