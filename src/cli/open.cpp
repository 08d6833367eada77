#include "cli/open.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "cli/cli.h"
#include "cli/print/output.h"
#include "config/problem.h"
#include "fetch/curl_fetcher.h"

namespace newswatch::cli {

std::filesystem::path store_folder(const std::filesystem::path& state_folder) {
  return state_folder / "store";
}

tl::expected<config::Settings, int> open_settings(const Global& global,
                                                  config::NamedFiles named_files) {
  auto settings = config::load_settings(config::config_file(global.places), named_files);
  if (settings) return std::move(*settings);
  print::complain_lines(config::to_string(settings.error()));
  return tl::unexpected(kBadConfig);
}

tl::expected<OpenStore, int> open_store(const Global& global) {
  auto settings = open_settings(global, config::NamedFiles::kLeave);
  if (!settings) return tl::unexpected(settings.error());
  const auto state = config::state_folder(global.places, *settings, config::Access::kRead);
  if (!state) {
    print::complain(state.error().context);
    return tl::unexpected(kNoStore);
  }
  const auto folder = store_folder(*state);
  auto reader = store::RocksReader::open(folder);
  if (!reader) {
    print::complain(reader.error().context);
    const bool not_there = reader.error().kind == model::ErrorKind::kPermanent;
    return tl::unexpected(not_there ? kNoStore : kFailure);
  }
  return OpenStore{std::move(*settings), folder, std::move(*reader)};
}

int store_failed(const model::Error& error) {
  print::complain(error.context);
  return kFailure;
}

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
