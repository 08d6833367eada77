// A name server that never answers delays no other transfer and no ending.
#include <optional>

#include "support/feed_server.h"
#include "support/silent_name_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using std::chrono::steady_clock;

class Silence {
 public:
  explicit Silence(std::size_t max_lookups) {
    CurlFetcher::Options options;
    options.guard = net::AddressGuard::parse(std::vector<std::string>{"127.0.0.1"}).value();
    options.max_lookups = max_lookups;
    fetcher_ = CurlFetcher::open(std::move(options), clock_).value();
    server_.serve("/feed", "x");
  }

  void start(std::uint64_t id, std::string url, milliseconds timeout) {
    Request asked;
    asked.id = id;
    asked.url = std::move(url);
    asked.timeout = timeout;
    asked.max_body = 1000;
    fetcher_->start(asked);
  }

  // What came of it within 5 s; "" when nothing did, "ok" when it went well.
  std::string outcome(std::uint64_t id) {
    const auto until = steady_clock::now() + seconds(5);
    while (steady_clock::now() < until) {
      for (const FetchResult& result : fetcher_->wait(milliseconds(100))) {
        if (result.id == id) return result.response ? "ok" : result.response.error().context;
      }
    }
    return "";
  }

  static milliseconds since(steady_clock::time_point start) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  }

  model::SystemClock clock_;
  test::FeedServer server_;
  std::unique_ptr<CurlFetcher> fetcher_;
};

// The whole story in the child; the first thing that is not so.
std::optional<std::string> trouble() {
  Silence silence(4);
  auto start = steady_clock::now();
  silence.start(1, "http://dead.example/feed", milliseconds(600));
  silence.start(2, silence.server_.url("/feed"), seconds(5));
  if (silence.outcome(2) != "ok" || Silence::since(start) > milliseconds(400)) {
    return "the live server was delayed";
  }
  const std::string dead = silence.outcome(1);
  if (dead.find("the name server did not answer") == dead.npos) return "it said: " + dead;
  if (Silence::since(start) > milliseconds(1500)) return "the time-out came late";

  // One look-up lingers and three more are under way: the fourth waits, a literal does not.
  for (std::uint64_t id = 10; id < 13; ++id) {
    silence.start(id, "http://dead" + std::to_string(id) + ".example/", seconds(60));
  }
  silence.start(13, "http://waits.example/", milliseconds(500));
  silence.start(14, silence.server_.url("/feed"), seconds(5));
  start = steady_clock::now();
  if (silence.outcome(14) != "ok") return "a literal address had to wait";
  const std::string waited = silence.outcome(13);
  if (waited.find("too many names wait for the name server") == waited.npos) {
    return "it said: " + waited;
  }
  if (Silence::since(start) > milliseconds(1500)) return "the waiting one's time-out came late";

  start = steady_clock::now();
  silence.fetcher_->cancel_all();
  if (Silence::since(start) > milliseconds(300)) return "cancel_all waited";
  Silence another(64);
  another.start(1, "http://dead.example/", seconds(60));
  another.fetcher_->wait(milliseconds(100));
  start = steady_clock::now();
  another.fetcher_.reset();
  if (Silence::since(start) > milliseconds(300)) return "the destructor waited";
  return std::nullopt;
}

TEST(NameServer, SilenceDelaysNoOtherTransferAndNoEnding) {
  const auto what = test::with_silent_name_server(trouble);
  if (!what) GTEST_SKIP() << "namespaces of its own are not permitted here";
  EXPECT_EQ(*what, "");
}

}  // namespace
}  // namespace newswatch::fetch
