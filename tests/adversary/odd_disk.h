// The daemon on a disk that is slow, fails or forgets: what support/odd_disk does, said in words.
#pragma once

#include <string>
#include <vector>

#include "program/daemon_process.h"

namespace newswatch::system_test {

// The command that runs it. `how`: "ODD_DISK_...=..."; the folder is the installation's state.
inline std::vector<std::string> on_odd_disk(const Installation& here,
                                            const std::vector<std::string>& how) {
  std::vector<std::string> words = {"/usr/bin/env", "LD_PRELOAD=" NEWSWATCH_ODD_DISK,
                                    "ASAN_OPTIONS=verify_asan_link_order=0",
                                    "ODD_DISK_FOLDER=" + here.state().string()};
  words.insert(words.end(), how.begin(), how.end());
  const auto run = here.command({NEWSWATCH_BINARY, "run"});
  words.insert(words.end(), run.begin(), run.end());
  return words;
}

}  // namespace newswatch::system_test
