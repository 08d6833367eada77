#include "daemon/requests.h"

#include "config/secrets.h"

namespace newswatch::daemon {
namespace {

model::Result<fetch::Request> request_for(const config::Fetch& fetch, const config::Feed& feed) {
  fetch::Request request;
  request.url = feed.url;
  request.user_agent = feed.user_agent.value_or(fetch.user_agent);
  request.proxy = feed.proxy.value_or(fetch.proxy);
  request.timeout = fetch.timeout;
  request.max_body = fetch.max_body;
  if (!feed.auth_file.empty()) {
    auto auth = config::read_auth(feed.auth_file);
    if (!auth) return tl::unexpected(auth.error());
    request.credentials = std::move(*auth);
  }
  if (!feed.headers_file.empty()) {
    auto headers = config::read_headers(feed.headers_file);
    if (!headers) return tl::unexpected(headers.error());
    request.headers = std::move(*headers);
  }
  return request;
}

}  // namespace

Requests::Requests(const config::Settings& settings,
                   std::vector<std::pair<std::string, model::Error>>& refused) {
  for (const config::Feed& feed : settings.feeds) {
    auto request = request_for(settings.fetch, feed);
    if (request) {
      by_url_[feed.url] = {feed, std::move(*request)};
    } else {
      refused.emplace_back(feed.name, request.error());
    }
  }
}

const config::Feed* Requests::feed(const std::string& url) const {
  const auto at = by_url_.find(url);
  return at == by_url_.end() ? nullptr : &at->second.feed;
}

fetch::Request Requests::make(std::uint64_t id, const std::string& url,
                              const model::FeedState& state) const {
  fetch::Request request = by_url_.at(url).request;
  request.id = id;
  request.etag = state.etag;
  request.last_modified = state.last_modified;
  return request;
}

}  // namespace newswatch::daemon
