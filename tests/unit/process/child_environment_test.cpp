#include "process/child_environment.h"

#include <gtest/gtest.h>

namespace newswatch::process {
namespace {

using Environment = std::vector<std::string>;

TEST(ChildEnvironment, LeavesOutWhatTheServiceManagerGaveUsAlone) {
  EXPECT_EQ(child_environment({"PATH=/bin", "NOTIFY_SOCKET=/run/n", "WATCHDOG_PID=1",
                               "WATCHDOG_USEC=2", "LISTEN_FDS=1", "LISTEN_PID=3",
                               "CREDENTIALS_DIRECTORY=/run/c", "NEWSWATCH_ID=x", "odd"}),
            (Environment{"PATH=/bin", "NEWSWATCH_ID=x", "odd"}));
}

TEST(ChildEnvironment, KeepsProxiesWithoutTheirPassword) {
  EXPECT_EQ(
      child_environment({"https_proxy=http://me:s@cret@proxy.test:3128/", "HTTP_PROXY=me:x@p:1",
                         "all_proxy=socks5://p:2/a@b", "no_proxy=a@b", "http_proxy="}),
      (Environment{"https_proxy=http://proxy.test:3128/", "HTTP_PROXY=p:1",
                   "all_proxy=socks5://p:2/a@b", "no_proxy=a@b", "http_proxy="}));
}

}  // namespace
}  // namespace newswatch::process
