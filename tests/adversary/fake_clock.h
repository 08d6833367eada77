// FakeClock: the clock of the programs that a test starts with it, by libfaketime and a file that
// says how far it is from the machine's. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace newswatch::system_test {

class FakeClock {
 public:
  enum class Moves {
    kWall,  // the clock on the wall is set; monotonic time stays the machine's
    kTime   // monotonic time goes with it, as if that time had passed
  };

  FakeClock(std::filesystem::path folder, Moves moves) : folder_(std::move(folder)), moves_(moves) {
    std::error_code ignored;  // where Debian puts it on this kind of machine
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib", ignored)) {
      const auto library = entry.path() / "faketime/libfaketimeMT.so.1";
      if (std::filesystem::exists(library, ignored)) library_ = library;
    }
    set("+0");
  }

  // Why this build or machine has none; empty: it has.
  std::string missing() const {
    if (std::string_view(NEWSWATCH_SANITIZE) != "") return "a sanitizer wants to be first";
    return library_.empty() ? "libfaketime is not installed" : "";
  }
  // "-5h": that far behind the machine's.
  void set(const std::string& offset) const {
    std::ofstream(folder_ / "next") << offset << '\n';
    std::filesystem::rename(folder_ / "next", folder_ / "clock");
  }
  void set(std::chrono::seconds offset) const {
    set((offset.count() < 0 ? "" : "+") + std::to_string(offset.count()));
  }
  // The command, under this clock.
  std::vector<std::string> under(const std::vector<std::string>& command) const {
    std::vector<std::string> words = {"/usr/bin/env", "LD_PRELOAD=" + library_.string(),
                                      "FAKETIME_TIMESTAMP_FILE=" + (folder_ / "clock").string(),
                                      "FAKETIME_NO_CACHE=1"};
    if (moves_ == Moves::kWall) words.emplace_back("FAKETIME_DONT_FAKE_MONOTONIC=1");
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

 private:
  const std::filesystem::path folder_;
  const Moves moves_;
  std::filesystem::path library_;
};

}  // namespace newswatch::system_test
