#include "demo/newsstand.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "demo/outlets.h"

namespace newswatch::demo {
namespace {

struct Place {
  std::string_view name, outlet, path;
};

constexpr std::array<Place, kFeeds> kPlaces = {{
    {"time", "TIME", "/time/feed/"},
    {"time-tech", "TIME", "/time/section/tech/feed/"},
    {"thehill", "The Hill", "/thehill/feed/"},
    {"thehill-tech", "The Hill", "/thehill/policy/technology/feed/"},
    {"toi-top", "India Times", "/toi/rssfeedstopstories.cms"},
    {"et-tech", "India Times", "/et/tech/rssfeeds/13357270.cms"},
}};

// Where The Hill's main feed goes when it moves.
constexpr std::string_view kMovedTo = "/thehill/feed/?feed=partnerfeed-news-feed&format=rss";

const Place& place(FeedId feed) { return kPlaces.at(static_cast<std::size_t>(feed)); }

bool is_indian(FeedId feed) { return feed == FeedId::kToi || feed == FeedId::kEtTech; }

// TIME's tech feed and the Indian ones send no validators; TIME's is a weak one.
std::string etag(FeedId feed, const std::string& body) {
  if (is_indian(feed) || feed == FeedId::kTimeTech) return {};
  return fmt::format("{}\"{:016x}\"", feed == FeedId::kTime ? "W/" : "",
                     std::hash<std::string>{}(body));
}

}  // namespace

Newsstand::Newsstand(Time now) : now_(now) {
  for (int feed = 0; feed < kFeeds; ++feed) {
    const auto id = static_cast<FeedId>(feed);
    server_.handle(std::string(place(id).path),
                   [this, id](const test::Request& request) { return answer(id, request); });
  }
  server_.handle(std::string(kMovedTo), [this](const test::Request& request) {
    return document_answer(FeedId::kHill, request);
  });
}

std::string_view Newsstand::name(FeedId feed) { return place(feed).name; }
std::string_view Newsstand::outlet(FeedId feed) { return place(feed).outlet; }
std::string Newsstand::url(FeedId feed) const { return server_.url(std::string(place(feed).path)); }

void Newsstand::show(int step) {
  const std::scoped_lock lock(mutex_);
  step_ = step;
  answered_.fill(0);
}

int Newsstand::answered(FeedId feed) const {
  const std::scoped_lock lock(mutex_);
  return answered_.at(static_cast<std::size_t>(feed));
}

Answers Newsstand::answers() const {
  const std::scoped_lock lock(mutex_);
  return answers_;
}

test::Reply Newsstand::answer(FeedId feed, const test::Request& request) {
  {
    const std::scoped_lock lock(mutex_);
    if (feed == FeedId::kHill && step_ >= kMovedFrom) {
      ++answers_.moved;
      test::Reply reply;
      reply.status = 301;
      reply.headers = {{"Location", server_.url(std::string(kMovedTo))},
                       {"X-Redirect-By", "WordPress"}};
      return reply;
    }
    if (feed == FeedId::kTimeTech && step_ == kDownIn) {
      ++answers_.unavailable;
      ++answered_.at(static_cast<std::size_t>(feed));
      test::Reply reply;
      reply.status = 503;
      reply.headers = {{"Retry-After", "2"}};
      return reply;
    }
  }
  return document_answer(feed, request);
}

test::Reply Newsstand::document_answer(FeedId feed, const test::Request& request) {
  const std::scoped_lock lock(mutex_);
  ++answered_.at(static_cast<std::size_t>(feed));
  test::Reply reply;
  reply.body = document(feed);
  reply.content_type =
      is_indian(feed) ? "text/xml;charset=UTF-8" : "application/rss+xml; charset=UTF-8";
  reply.etag = etag(feed, reply.body);
  const bool same = !reply.etag.empty() && request.header("If-None-Match") == reply.etag;
  ++(same ? answers_.unchanged : answers_.documents);  // the server makes the 304 of it
  return reply;
}

std::string Newsstand::document(FeedId feed) const {
  const std::vector<Listed> items = listed(feed, step_);
  switch (feed) {
    case FeedId::kTime:
    case FeedId::kTimeTech:
      return time_document(items, feed == FeedId::kTimeTech, now_);
    case FeedId::kHill:
    case FeedId::kHillTech:
      return hill_document(items, feed == FeedId::kHillTech, now_);
    case FeedId::kToi:
      return step_ == kBrokenIn ? damaged(toi_document(items, now_)) : toi_document(items, now_);
    case FeedId::kEtTech:
      break;
  }
  return et_document(items, now_);
}

}  // namespace newswatch::demo
