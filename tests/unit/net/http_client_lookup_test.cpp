// A name server that never answers delays no other request of an HttpClient and no ending.
#include "support/silent_name_server.h"
#include "unit/net/requesting.h"

namespace newswatch::net {
namespace {

using newswatch::test::FeedServer;

class HttpClientLookup : public Requesting {
 protected:
  // The first thing that is not as it should be.
  std::optional<std::string> trouble() {
    FeedServer server;
    server.serve("/x", "ok");
    client_ = HttpClient::open({.max_lookups = 4}, clock_).value();
    auto begin = clock_.monotonic();
    const auto dead = client_->start(within(600ms, to("http://dead.example/")));
    const auto live = client_->start(to(server.url("/x")));
    if (outcome_of(live) != "ok") return "the live server was delayed";
    if (clock_.monotonic() - begin > 500ms) return "the live server was late";
    const std::string said = outcome_of(dead);
    if (said.find("0.6 s: the name server did not answer") == said.npos) return "it said: " + said;
    if (clock_.monotonic() - begin > 1500ms) return "the deadline came late";

    // One look-up lingers and three more are under way: the fourth waits, a literal does not.
    for (int i = 0; i < 3; ++i) {
      client_->start(within(60s, to("http://dead" + std::to_string(i) + ".example/")));
    }
    const auto waits = client_->start(within(500ms, to("http://waits.example/")));
    begin = clock_.monotonic();
    const auto literal = client_->start(to(server.url("/x")));
    if (outcome_of(literal) != "ok") return "a literal address had to wait";
    const std::string waited = outcome_of(waits);
    if (waited.find("had to wait for others") == waited.npos) return "it said: " + waited;
    if (clock_.monotonic() - begin > 1500ms) return "the waiting one's deadline came late";
    begin = clock_.monotonic();
    client_->cancel_all();
    client_.reset();
    if (clock_.monotonic() - begin > 300ms) return "the ending waited";
    return std::nullopt;
  }

 private:
  // What came of it within 5 s; "" when nothing did.
  std::string outcome_of(HttpClient::Id id) {
    const auto until = clock_.monotonic() + 5s;
    while (clock_.monotonic() < until) {
      for (const auto& finished : client_->collect()) {
        if (finished.id != id) continue;
        return finished.outcome ? finished.outcome->body : told(finished.outcome.error());
      }
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = 100ms;
      client_->watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
    }
    return "";
  }
};

TEST_F(HttpClientLookup, SilenceOfTheNameServerDelaysNoOtherRequestAndNoEnding) {
  const auto what = newswatch::test::with_silent_name_server([this] { return trouble(); });
  if (!what) GTEST_SKIP() << "namespaces of its own are not permitted here";
  EXPECT_EQ(*what, "");
}

}  // namespace
}  // namespace newswatch::net
