#include "cli/site_feeds.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/url.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kLargestPage = 8u << 20;

model::Result<fetch::Response> get(fetch::Fetcher& fetcher, const config::FetchSettings& settings,
                                   const std::string& url) {
  fetch::Request request;
  request.id = 1;
  request.url = url;
  request.user_agent = settings.user_agent;
  request.proxy = settings.proxy;
  request.timeout = settings.timeout;
  request.max_body = std::min(settings.max_body, kLargestPage);
  fetcher.start(std::move(request));
  for (;;) {
    for (fetch::FetchResult& result : fetcher.wait(std::chrono::seconds(1))) {
      return std::move(result.response);
    }
  }
}

}  // namespace

std::optional<std::string> site_address(std::string_view typed) {
  std::string address(typed);
  if (address.find("://") == std::string::npos) address.insert(0, "https://");
  address = net::resolve_http("", address);
  return address.empty() ? std::nullopt : std::optional(std::move(address));
}

engine::Discovery find_site_feeds(fetch::Fetcher& fetcher, const config::FetchSettings& settings,
                                  const std::string& address) {
  engine::Discovery discovery(address, engine::Discovery::Reach::kWide);
  while (const auto url = discovery.next()) discovery.take(get(fetcher, settings, *url));
  return discovery;
}

}  // namespace newswatch::cli
