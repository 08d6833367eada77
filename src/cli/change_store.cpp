#include "cli/change_store.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/open.h"
#include "cli/print/output.h"
#include "cli/state_access.h"

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

}  // namespace newswatch::cli
