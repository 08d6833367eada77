// Long bodies that wait in a file and not in memory.
#include "fetch/spool.h"

#include <filesystem>
#include <map>

#include "support/feed_server.h"
#include "support/folder.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

class Spooling : public Fetching {
 protected:
  Spooling() {
    const std::vector<std::string> loopback = {"127.0.0.1"};
    CurlFetcher::Options options;
    options.guard = *net::AddressGuard::parse(loopback);
    options.spool_dir = folder_.path();
    fetcher_ = *CurlFetcher::open(std::move(options), clock_);
  }

  void serve(const std::string& path, std::string body) {
    server_.handle(path, [body = std::move(body)](const test::Request&) {
      test::Reply reply;
      reply.body = body;
      return reply;
    });
  }

  test::Folder folder_;
  test::FeedServer server_;
};

std::string text_of(std::size_t size, unsigned seed) {
  std::string text;
  while (text.size() < size) text += std::to_string(seed = seed * 1664525 + 1013904223);
  text.resize(size);
  return text;
}

TEST_F(Spooling, ABodyIsTheSameWhereverItWaited) {
  std::map<std::uint64_t, std::string> sent;
  for (std::uint64_t id = 1; id <= 8; ++id) {
    sent[id] = text_of(id % 2 == 0 ? 700'000 + id : 100 * id, static_cast<unsigned>(id));
    serve("/" + std::to_string(id), sent[id]);
  }
  // All at once, so that their parts lie between each other.
  for (const auto& [id, body] : sent) {
    Request one = request(server_.url("/" + std::to_string(id)));
    one.id = id;
    fetcher_->start(std::move(one));
  }
  std::map<std::uint64_t, Response> came;
  for (int turn = 0; turn < 100 && came.size() < sent.size(); ++turn) {
    for (FetchResult& result : fetcher_->wait(seconds(1))) {
      ASSERT_TRUE(result.response) << result.response.error().context;
      came[result.id] = std::move(*result.response);
    }
  }
  ASSERT_EQ(came.size(), sent.size());
  fetcher_.reset();  // the file lives as long as a body in it
  for (auto& [id, response] : came) {
    EXPECT_EQ(response.spooled != nullptr, id % 2 == 0);
    EXPECT_LE(response.body.size(), 64u << 10);
    const auto body = take_body(response);
    ASSERT_TRUE(body) << body.error().context;
    EXPECT_TRUE(*body == sent[id]) << id;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "the file has no name";
}

TEST_F(Spooling, TheLimitOfABodyHoldsThereToo) {
  serve("/", text_of(300'000, 1));
  Request one = request(server_.url("/"));
  one.max_body = 299'999;
  expect_error(get(*fetcher_, std::move(one)), model::ErrorKind::kBadInput, "over max_body");
}

TEST_F(Spooling, AFolderThatIsNotThereIsSaid) {
  CurlFetcher::Options options;
  options.spool_dir = folder_.path() / "none";
  const auto opened = CurlFetcher::open(std::move(options), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, model::ErrorKind::kTransient);
  EXPECT_NE(opened.error().context.find((folder_.path() / "none").string()), std::string::npos);
}

}  // namespace
}  // namespace newswatch::fetch
