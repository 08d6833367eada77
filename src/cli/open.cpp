#include "cli/open.h"

#include <string>
#include <utility>

#include "cli/cli.h"
#include "cli/output.h"
#include "config/problem.h"

namespace newswatch::cli {

std::filesystem::path store_folder(const std::filesystem::path& state_folder) {
  return state_folder / "store";
}

tl::expected<config::Settings, int> open_settings(const Global& global,
                                                  config::NamedFiles named_files) {
  auto settings = config::load_settings(config::config_file(global.places), named_files);
  if (settings) return std::move(*settings);
  complain_lines(config::to_string(settings.error()));
  return tl::unexpected(kBadConfig);
}

tl::expected<OpenStore, int> open_store(const Global& global) {
  auto settings = open_settings(global, config::NamedFiles::kLeave);
  if (!settings) return tl::unexpected(settings.error());
  const auto state = config::state_folder(global.places, *settings, config::Access::kRead);
  if (!state) {
    complain(state.error().context);
    return tl::unexpected(kNoStore);
  }
  const auto folder = store_folder(*state);
  auto reader = store::RocksReader::open(folder);
  if (!reader) {
    complain(reader.error().context);
    const bool not_there = reader.error().kind == model::ErrorKind::kPermanent;
    return tl::unexpected(not_there ? kNoStore : kFailure);
  }
  return OpenStore{std::move(*settings), folder, std::move(*reader)};
}

int store_failed(const model::Error& error) {
  complain(error.context);
  return kFailure;
}

}  // namespace newswatch::cli
