#include "cli/change_store.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/open.h"
#include "cli/print/output.h"
#include "cli/state_access.h"
#include "daemon/control.h"

namespace newswatch::cli {
void become_owner_of(const std::filesystem::path& folder) {
  struct stat info {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return;
  if (::setgroups(0, nullptr) != 0 || ::setegid(info.st_gid) != 0) return;
  [[maybe_unused]] const int failed = ::seteuid(info.st_uid);
}

tl::expected<std::unique_ptr<store::RocksStore>, int> open_to_change(
    const std::filesystem::path& store_folder) {
  become_owner_of(store_folder);
  ::umask(0027);
  auto opened = store::RocksStore::open(store_folder);
  if (opened) return std::move(*opened);
  if (const auto denied = state_denied(store_folder.parent_path(), process::Wish::kWrite)) {
    print::complain(*denied);
    return tl::unexpected(kFailure);
  }
  print::complain(opened.error().context);
  return tl::unexpected(not_opened_status(opened.error()));
}

tl::expected<OpenEngine, int> open_engine(const std::filesystem::path& store_folder,
                                          const config::Settings& settings) {
  auto store = open_to_change(store_folder);
  if (!store) return tl::unexpected(store.error());
  auto engine = engine::Engine::open(**store, std::make_shared<const config::Settings>(settings));
  if (!engine) {
    print::complain(engine.error().context);
    return tl::unexpected(kFailure);
  }
  return OpenEngine{std::move(*store), std::move(*engine)};
}

tl::expected<std::optional<model::ControlReply>, int> ask_daemon_of(
    const std::filesystem::path& store_folder, const model::ControlRequest& request, int refused) {
  auto asked = daemon::ask_daemon(store_folder.parent_path(), request);
  if (!asked) {
    print::complain(asked.error().context);
    return tl::unexpected(kFailure);
  }
  const std::optional<model::ControlReply>& reply = *asked;
  if (reply && !reply->error.empty()) {
    print::complain(reply->error);
    return tl::unexpected(refused);
  }
  return std::move(*asked);
}

}  // namespace newswatch::cli
