// A name server that never answers delays no other transfer and no ending. It is played by a silent
// UDP socket, in namespaces of the test's own, whose /etc/resolv.conf points at it.
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

using std::chrono::steady_clock;

constexpr int kNotPermitted = 77;

bool write_file(const char* path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

// New namespaces with loopback up and a silent name server; false: not permitted here.
bool enter_silence() {
  const auto user = std::to_string(::getuid()), group = std::to_string(::getgid());
  if (::unshare(CLONE_NEWNS | CLONE_NEWNET) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) return false;
    if (!write_file("/proc/self/setgroups", "deny") ||
        !write_file("/proc/self/uid_map", "0 " + user + " 1") ||
        !write_file("/proc/self/gid_map", "0 " + group + " 1")) {
      return false;
    }
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  const int name_server = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  if (::ioctl(name_server, SIOCSIFFLAGS, &loopback) != 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string file = testing::TempDir() + "/resolv.conf." + std::to_string(::getpid());
  const bool done =
      ::bind(name_server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      write_file(file.c_str(), "nameserver 127.0.0.1\n") &&
      ::mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0;
  ::unlink(file.c_str());
  return done;
}

class Silence {
 public:
  explicit Silence(std::size_t max_lookups) {
    CurlFetcher::Options options;
    options.guard = net::AddressGuard::parse(std::vector<std::string>{"127.0.0.1"}).value();
    options.max_lookups = max_lookups;
    fetcher_ = CurlFetcher::open(std::move(options), clock_).value();
    server_.serve("/feed", "x");
  }

  void start(std::uint64_t id, std::string url, milliseconds timeout) {
    Request asked;
    asked.id = id;
    asked.url = std::move(url);
    asked.timeout = timeout;
    asked.max_body = 1000;
    fetcher_->start(asked);
  }

  // What came of it within 5 s; "" when nothing did, "ok" when it went well.
  std::string outcome(std::uint64_t id) {
    const auto until = steady_clock::now() + seconds(5);
    while (steady_clock::now() < until) {
      for (const FetchResult& result : fetcher_->wait(milliseconds(100))) {
        if (result.id == id) return result.response ? "ok" : result.response.error().context;
      }
    }
    return "";
  }

  static milliseconds since(steady_clock::time_point start) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  }

  model::SystemClock clock_;
  test::FeedServer server_;
  std::unique_ptr<CurlFetcher> fetcher_;
};

// The whole story in the child; the first thing that is not so.
std::optional<std::string> trouble() {
  Silence silence(4);
  auto start = steady_clock::now();
  silence.start(1, "http://dead.example/feed", milliseconds(600));
  silence.start(2, silence.server_.url("/feed"), seconds(5));
  if (silence.outcome(2) != "ok" || Silence::since(start) > milliseconds(400)) {
    return "the live server was delayed";
  }
  const std::string dead = silence.outcome(1);
  if (dead.find("the name server did not answer") == dead.npos) return "it said: " + dead;
  if (Silence::since(start) > milliseconds(1500)) return "the time-out came late";

  // One look-up lingers and three more are under way: the fourth waits, a literal does not.
  for (std::uint64_t id = 10; id < 13; ++id) {
    silence.start(id, "http://dead" + std::to_string(id) + ".example/", seconds(60));
  }
  silence.start(13, "http://waits.example/", milliseconds(500));
  silence.start(14, silence.server_.url("/feed"), seconds(5));
  start = steady_clock::now();
  if (silence.outcome(14) != "ok") return "a literal address had to wait";
  const std::string waited = silence.outcome(13);
  if (waited.find("too many names wait for the name server") == waited.npos) {
    return "it said: " + waited;
  }
  if (Silence::since(start) > milliseconds(1500)) return "the waiting one's time-out came late";

  start = steady_clock::now();
  silence.fetcher_->cancel_all();
  if (Silence::since(start) > milliseconds(300)) return "cancel_all waited";
  Silence another(64);
  another.start(1, "http://dead.example/", seconds(60));
  another.fetcher_->wait(milliseconds(100));
  start = steady_clock::now();
  another.fetcher_.reset();
  if (Silence::since(start) > milliseconds(300)) return "the destructor waited";
  return std::nullopt;
}

TEST(NameServer, SilenceDelaysNoOtherTransferAndNoEnding) {
  int said[2];
  ASSERT_EQ(::pipe2(said, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(40);
    if (!enter_silence()) ::_exit(kNotPermitted);
    const std::optional<std::string> what = trouble();
    if (what && ::write(said[1], what->data(), what->size()) < 0) ::_exit(2);
    ::_exit(what ? 1 : 0);  // the look-ups' threads still run
  }
  ::close(said[1]);
  std::string what;
  char bytes[1024];
  for (ssize_t count = 0; (count = ::read(said[0], bytes, sizeof bytes)) > 0;) {
    what.append(bytes, static_cast<std::size_t>(count));
  }
  ::close(said[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotPermitted) {
    GTEST_SKIP() << "namespaces of its own are not permitted here";
  }
  EXPECT_EQ(what, "");
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
}

}  // namespace
}  // namespace newswatch::fetch
