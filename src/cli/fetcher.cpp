#include "cli/fetcher.h"

#include <cstdlib>
#include <utility>

#include "fetch/curl_fetcher.h"

namespace newswatch::cli {

model::Result<std::unique_ptr<fetch::Fetcher>> open_fetcher(const config::Settings& settings,
                                                            const model::Clock& clock) {
  auto guard = net::AddressGuard::parse(settings.fetch.allow_networks);
  if (!guard) return tl::unexpected(guard.error());
  return fetch::CurlFetcher::open(
      {.guard = std::move(*guard),
       .ca_file = settings.fetch.ca_file,
       .proxies = net::ProxyEnvironment::read(
           [](const char* name) -> const char* { return std::getenv(name); })},
      clock);
}

}  // namespace newswatch::cli
