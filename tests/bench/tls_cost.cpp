// What the system's CA bundle costs in new HTTPS connections.
//
//   ninja -C build/release tls_cost && build/release/tests/bench/tls_cost [ROUNDS [CONNECTIONS]]
//
// Two CurlFetchers ask the same `openssl s_server`, which closes after each answer and hands out no
// tickets, so that each request is a full handshake with a chain to verify. One trusts the system's
// bundle and the test CA, the other the test CA alone. In turns; CPU of this process a connection,
// the ratio is the median over the rounds. The first connection of each is apart: it reads the
// bundle.
#include <curl/curl.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/cpu_time.h"
#include "fetch/curl_fetcher.h"
#include "support/tls_server.h"

namespace {

bool no_system_bundle = false;

}  // namespace

// Ours goes before libcurl's: CaBundle asks it where the system's bundle is, and a machine without
// one trusts the extra CA alone.
extern "C" curl_version_info_data* curl_version_info(CURLversion age) {
  using Function = curl_version_info_data* (*)(CURLversion);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "curl_version_info"));
  static curl_version_info_data without = *real(CURLVERSION_NOW);
  if (!no_system_bundle) return real(age);
  without.cainfo = nullptr;
  return &without;
}

namespace newswatch::bench {
namespace {

constexpr double kTarget = 1.3;

using test::TlsServer;

class Client {
 public:
  Client(const TlsServer& server, bool with_system) : url_(server.url()) {
    no_system_bundle = !with_system;
    const std::vector<std::string> loopback = {"127.0.0.1/32"};
    auto fetcher = fetch::CurlFetcher::open(
        {.guard = *net::AddressGuard::parse(loopback), .ca_file = server.ca()}, clock_);
    no_system_bundle = false;
    if (!fetcher) fail(fetcher.error().context);
    fetcher_ = std::move(*fetcher);
    first_ = connect(1);
  }

  // CPU seconds a connection.
  double connect(int count) {
    const double start = cpu_seconds();
    for (int i = 0; i < count; ++i) {
      fetcher_->start(
          {.id = ++id_, .url = url_, .timeout = std::chrono::seconds(20), .max_body = 1 << 20});
      std::vector<fetch::FetchResult> results;
      while (results.empty()) results = fetcher_->wait(std::chrono::seconds(1));
      if (!results.front().response) fail(results.front().response.error().context);
      if (results.front().response->status != 200) fail("no 200");
    }
    return (cpu_seconds() - start) / count;
  }
  double first() const { return first_; }

 private:
  const std::string url_;
  const model::SystemClock clock_;
  std::unique_ptr<fetch::CurlFetcher> fetcher_;
  std::uint64_t id_ = 0;
  double first_ = 0;
};

int run(int rounds, int connections) {
  const TlsServer server(TlsServer::Tickets::kNone);
  if (!server.running()) fail("openssl s_server does not start");
  Client one(server, false), system(server, true);
  std::vector<double> one_cost, system_cost, ratio;
  for (int round = 0; round < rounds; ++round) {
    if (round % 2 == 0) one_cost.push_back(one.connect(connections));
    system_cost.push_back(system.connect(connections));
    if (round % 2 != 0) one_cost.push_back(one.connect(connections));
    ratio.push_back(system_cost.back() / one_cost.back());
  }
  fmt::print("{:<32} {:>9} {:>9}\n", "CPU a connection, ms", "first", "further");
  fmt::print("{:<32} {:>9.2f} {:>9.3f}\n", "one certificate", one.first() * 1e3,
             median(one_cost) * 1e3);
  fmt::print("{:<32} {:>9.2f} {:>9.3f}\n", "the system's bundle and it", system.first() * 1e3,
             median(system_cost) * 1e3);
  const double middle = median(ratio);
  fmt::print("ratio {:.2f}, target {:.1f}: {}\n", middle, kTarget,
             middle <= kTarget ? "met" : "missed");
  return 0;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  return newswatch::bench::run(argc > 1 ? std::max(std::atoi(argv[1]), 1) : 15,
                               argc > 2 ? std::max(std::atoi(argv[2]), 1) : 50);
}
