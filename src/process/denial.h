// Why this process may not open a file or a folder: which part of the path stops it, whose that is,
// and how the person mends it. Looks at the disk as it is now, as the effective user; changes
// nothing. One thread at a time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::process {

enum class Wish { kRead, kWrite };  // of a folder: to enter and list it, or to make files in it

struct Denial {
  std::filesystem::path at;  // the path itself, or a folder above it
  uid_t owner = 0;
  std::string what;  // "permission denied: AT belongs to OWNER:GROUP (mode 0750), and you are USER"
  std::string mend;  // "write: sudo usermod -aG ..."; empty: the caller knows what is right here
};

// "WHAT; MEND", with the caller's mend where there is none. Safe to print.
std::string to_string(const Denial& denial, std::string_view otherwise);

// nullopt: it may, or something else than permission stops it. A path that is not there counts as
// its folder when it is to be written.
std::optional<Denial> denial(const std::filesystem::path& path, Wish wish);

// The name of a user, or "#1234" for one without a name, as sudo -u takes it.
std::string user_name(uid_t user);

// nullopt: there is no group of that name.
std::optional<gid_t> group_id(const std::string& group);

// The word as a shell takes it for one.
std::string shell_word(const std::string& word);

}  // namespace newswatch::process
