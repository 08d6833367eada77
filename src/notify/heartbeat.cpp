#include "notify/heartbeat.h"

#include <fmt/format.h>

#include <utility>

#include "net/url.h"
#include "text/escape.h"
#include "text/percent.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kLongestReason = 1000;  // bytes
constexpr model::Duration kTimeout = std::chrono::seconds(20);

}  // namespace

net::HttpRequest heartbeat_request(const std::string& address, const std::string& reason) {
  net::HttpRequest request{.method = net::HttpMethod::kGet, .url = address};
  const std::size_t query = address.find('?');
  const std::string path = address.substr(0, query);
  const std::string words = text::shortened(text::visible(reason), kLongestReason);
  if (path.find("/api/push/") != path.npos) {
    request.url = fmt::format("{}?status={}&msg={}", path, reason.empty() ? "up" : "down",
                              text::percent_encoded(reason.empty() ? "OK" : words));
    return request;
  }
  if (reason.empty()) return request;
  request.method = net::HttpMethod::kPost;
  request.url = path + (path.ends_with('/') ? "fail" : "/fail") +
                (query == address.npos ? "" : address.substr(query));
  request.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  request.body = words;
  return request;
}

Heartbeat::Heartbeat(const config::HeartbeatSettings& settings, const SinkResources& resources,
                     const model::Clock& clock)
    : settings_(settings) {
  if (settings_.address().empty()) return;
  auto trusted = net::CaBundle::with(resources.network.ca_file);
  auto guard = net::AddressGuard::parse(settings_.allow_networks);
  auto client = net::HttpClient::open({.proxies = resources.proxies}, clock);
  if (!trusted || !guard || !client) {
    broken_ = !trusted ? trusted.error() : !guard ? guard.error() : client.error();
    return;
  }
  base_.guard = *std::move(guard);
  base_.trusted = std::make_shared<const net::CaBundle>(*std::move(trusted));
  base_.proxy = resources.network.proxy;
  base_.user_agent = resources.network.user_agent;
  client_ = *std::move(client);
}

void Heartbeat::beat(const std::string& reason) {
  if (!client_) return;
  if (id_ != 0) client_->cancel(id_);
  net::HttpRequest request = heartbeat_request(settings_.address(), reason);
  request.guard = base_.guard;
  request.trusted = base_.trusted;
  request.proxy = base_.proxy;
  request.user_agent = base_.user_agent;
  request.timeout = kTimeout;
  id_ = client_->start(std::move(request));
}

void Heartbeat::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const {
  if (client_) client_->watch(fds, wait);
}

std::optional<model::Result<void>> Heartbeat::step() {
  if (const auto broken = std::exchange(broken_, std::nullopt)) return tl::unexpected(*broken);
  if (id_ == 0) return std::nullopt;
  for (const auto& [id, outcome] : client_->collect()) {
    if (id != std::exchange(id_, 0)) continue;
    const std::string where = net::origin(settings_.address());
    if (!outcome) {
      const net::HttpFailure& failure = outcome.error();
      const bool blocked = failure.cause == model::FailureCause::kBlocked;
      return model::fail(failure.error.kind,
                         where + ": " + failure.error.context +
                             (blocked ? "; allow it in allow_networks of [heartbeat]" : ""));
    }
    if (outcome->status >= 200 && outcome->status < 300) return model::Result<void>();
    return model::fail(model::ErrorKind::kTransient,
                       fmt::format("{}: HTTP status {}", where, outcome->status));
  }
  return std::nullopt;
}

}  // namespace newswatch::notify
