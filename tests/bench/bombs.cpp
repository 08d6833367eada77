// What the program takes to read each document of unit/parse/bombs.h, 1 MiB made to be costly.
//
//   ninja -C build/release newswatch bombs && build/release/tests/bench/bombs
//   build/release/newswatch
//
// A line per document: CPU milliseconds and the most memory it had at once, of a process of its
// own that runs `newswatch parse` and so also prints. Targets: at most 1 s and 64 MiB; what is over
// is marked. With files named behind the program, those instead of the bombs.
#include "unit/parse/bombs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace newswatch::bench {
namespace {

struct Cost {
  double milliseconds = 0, mebibytes = 0;
  int status = 0;
};

double milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

Cost run(const char* program, const std::string& file) {
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execl(program, program, "parse", file.c_str(), "--url", "https://gazette.example/feed.xml",
          nullptr);
    _exit(127);
  }
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  return {milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024,
          WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

// false: over a target.
bool weigh(const char* program, std::string_view name, const std::string& file) {
  const Cost cost = run(program, file);
  const bool fits = cost.milliseconds <= 1000 && cost.mebibytes <= 64 && cost.status <= 1;
  fmt::print("{:<32} {:>7.0f} ms {:>6.1f} MiB  exit {}{}\n", name, cost.milliseconds,
             cost.mebibytes, cost.status, fits ? "" : "  OVER");
  return fits;
}

}  // namespace
}  // namespace newswatch::bench

int main(int argc, char** argv) {
  namespace bench = newswatch::bench;
  namespace parse = newswatch::parse;
  if (argc < 2) {
    fmt::print(stderr, "usage: bombs PATH/newswatch [MIB | FILE...]\n");
    return 2;
  }
  bool fits = true;
  const std::size_t mebibytes = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0;
  if (mebibytes > 0) argc = 2;
  for (int i = 2; i < argc; ++i) {
    fits &= bench::weigh(argv[1], std::filesystem::path(argv[i]).filename().string(), argv[i]);
  }
  if (argc > 2) return fits ? 0 : 1;
  std::string file = std::filesystem::temp_directory_path() / "bomb-XXXXXX";
  close(mkstemp(file.data()));
  for (const parse::Bomb& bomb : parse::bombs()) {
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        << make(bomb, std::max<std::size_t>(mebibytes, 1) << 20);
    fits &= bench::weigh(argv[1], bomb.name, file);
  }
  std::filesystem::remove(file);
  return fits ? 0 : 1;
}
