#include "daemon/requests.h"

#include <algorithm>

#include "config/secrets.h"
#include "net/url.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kLargestPage = 2u << 20;

struct Secrets {
  std::string credentials;
  std::vector<std::string> headers;
};

model::Result<Secrets> read_secrets(const config::FeedSettings& feed) {
  Secrets secrets;
  if (!feed.auth_file.empty()) {
    auto auth = config::read_auth(feed.auth_file);
    if (!auth) return tl::unexpected(auth.error());
    secrets.credentials = std::move(*auth);
  }
  if (!feed.headers_file.empty()) {
    auto headers = config::read_headers(feed.headers_file);
    if (!headers) return tl::unexpected(headers.error());
    secrets.headers = std::move(*headers);
  }
  return secrets;
}

}  // namespace

Requests::Requests(const config::Settings& settings,
                   std::vector<std::pair<std::string, model::Error>>& refused)
    : fetch_(settings.fetch) {
  by_url_.reserve(settings.feeds.size());
  for (const config::FeedSettings& feed : settings.feeds) {
    auto secrets = read_secrets(feed);
    if (secrets) {
      by_url_[feed.url] = {&feed, std::move(secrets->credentials), std::move(secrets->headers)};
    } else {
      refused.emplace_back(feed.name, secrets.error());
    }
  }
}

const config::FeedSettings* Requests::feed(const std::string& url) const {
  const auto at = by_url_.find(url);
  return at == by_url_.end() ? nullptr : at->second.feed;
}

fetch::Request Requests::make_page(std::uint64_t id, const std::string& url,
                                   const std::string& page) const {
  const config::FeedSettings& feed = *by_url_.at(url).feed;
  fetch::Request request;
  request.id = id;
  request.url = page;
  request.user_agent = feed.user_agent.value_or(fetch_.user_agent);
  request.proxy = feed.proxy.value_or(fetch_.proxy);
  request.timeout = fetch_.timeout;
  request.max_body = std::min(fetch_.max_body, kLargestPage);
  return request;
}

std::string asked_origin(const config::FeedSettings& feed, const model::FeedState& state) {
  return net::origin(state.asked_at.empty() ? feed.address() : state.asked_at);
}

fetch::Request Requests::make(std::uint64_t id, const std::string& url,
                              const model::FeedState& state) const {
  const Entry& entry = by_url_.at(url);
  const std::string& address = entry.feed->address();
  fetch::Request request = make_page(id, url, state.asked_at.empty() ? address : state.asked_at);
  request.secret_address = !entry.feed->url_file.empty();
  request.max_body = fetch_.max_body;
  request.etag = state.etag;
  request.last_modified = state.last_modified;
  if (state.asked_at.empty() || net::origin(state.asked_at) == net::origin(address)) {
    request.credentials = entry.credentials;
    request.headers = entry.headers;
  }
  return request;
}

}  // namespace newswatch::daemon
