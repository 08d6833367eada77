#include "process/denial.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "text/escape.h"

namespace newswatch::process {
namespace {

constexpr int kMostLinks = 8;  // that lead from one to the next

bool refuses(const std::filesystem::path& path, int mode) {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) != 0 &&
         (errno == EACCES || errno == EPERM);
}

std::string group_name(gid_t group) {
  const struct group* entry = ::getgrgid(group);
  return entry == nullptr ? fmt::format("#{}", group) : entry->gr_name;
}

// Whether the user is a member, of whom this process may not know yet.
bool has_member(gid_t group, uid_t user) {
  const struct passwd* entry = ::getpwuid(user);
  if (entry == nullptr) return false;
  int count = 1024;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (::getgrouplist(entry->pw_name, entry->pw_gid, groups.data(), &count) < 0) return false;
  const auto end = groups.begin() + count;
  return std::find(groups.begin(), end, group) != end;
}

std::string mend_of(const std::filesystem::path& at, const struct stat& info, int mode) {
  const uid_t user = ::geteuid();
  if (info.st_uid == user) {
    return fmt::format("write: chmod u+{} {}", (mode & W_OK) != 0 ? "rwX" : "rX",
                       shell_word(at.string()));
  }
  const bool group_may = ((info.st_mode >> 3) & static_cast<mode_t>(mode)) ==
                         static_cast<mode_t>(mode);  // R_OK, W_OK and X_OK are the bits themselves
  const bool named = ::getgrgid(info.st_gid) != nullptr;
  if ((mode & W_OK) != 0 || !group_may || !named || info.st_gid == 0) return {};
  if (has_member(info.st_gid, user)) return "log in again, because you joined its group later";
  return fmt::format("write: sudo usermod -aG {} {}, then log in again", group_name(info.st_gid),
                     shell_word(user_name(user)));
}

Denial denied_at(const std::filesystem::path& at, int mode) {
  const std::string shown = "permission denied: " + text::printable(at.string());
  struct stat info {};
  if (::stat(at.c_str(), &info) != 0) return {at, 0, shown, {}};
  return {at, info.st_uid,
          fmt::format("{} belongs to {}:{} (mode {:04o}), and you are {}", shown,
                      user_name(info.st_uid), group_name(info.st_gid), info.st_mode & 07777,
                      user_name(::geteuid())),
          mend_of(at, info, mode)};
}

// mode: what the path is needed for; a folder must be entered besides.
std::optional<Denial> look(const std::filesystem::path& path, int mode, int links) {
  std::error_code error;
  std::filesystem::path at;
  for (const std::filesystem::path& part : path) {
    at /= part;
    // A file in the way of a path is executable or not, which is another thing.
    if (at != path && std::filesystem::is_regular_file(at, error)) return std::nullopt;
    if (at != path && refuses(at, X_OK)) return denied_at(at, X_OK);
    if (links == 0 || !std::filesystem::is_symlink(at, error)) continue;
    const auto target = at.parent_path() / std::filesystem::read_symlink(at, error);
    if (error) continue;
    const int needed = at == path ? mode : X_OK;
    if (auto behind = look(target.lexically_normal(), needed, links - 1)) return behind;
  }
  if (!std::filesystem::exists(path, error)) {
    const bool to_be_made = (mode & W_OK) != 0 && path.has_relative_path();
    return to_be_made ? look(path.parent_path(), mode, links) : std::nullopt;
  }
  if (std::filesystem::is_directory(path, error)) mode |= X_OK;
  return refuses(path, mode) ? std::optional(denied_at(path, mode)) : std::nullopt;
}

}  // namespace

std::string to_string(const Denial& denial, std::string_view otherwise) {
  std::string out = denial.what;
  if (!denial.mend.empty() || !otherwise.empty()) out += "; ";
  return out.append(denial.mend.empty() ? otherwise : denial.mend);
}

std::optional<Denial> denial(const std::filesystem::path& path, Wish wish) {
  std::error_code error;
  auto whole = std::filesystem::absolute(path, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // a slash at the end
  return look(whole, wish == Wish::kWrite ? R_OK | W_OK : R_OK, kMostLinks);
}

std::optional<gid_t> group_id(const std::string& group) {
  const struct group* entry = ::getgrnam(group.c_str());
  return entry == nullptr ? std::nullopt : std::optional(entry->gr_gid);
}

std::string user_name(uid_t user) {
  const struct passwd* entry = ::getpwuid(user);
  return entry == nullptr ? fmt::format("#{}", user) : entry->pw_name;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace newswatch::process
