#include "net/http_message.h"

#include <gtest/gtest.h>

namespace newswatch::net {
namespace {

using model::ErrorKind;
using model::FailureCause;

// The word for a status, and whether to try again.
std::string meaning(int status) {
  const auto cause = failure_cause(status);
  if (!cause) return "taken";
  return std::string(model::word(*cause)) +
         (error_kind(*cause) == ErrorKind::kTransient ? ", later" : ", never");
}

// RFC 9110 section 15
TEST(FailureCauses, FollowFromTheStatus) {
  for (const int status : {200, 201, 202, 204, 299}) EXPECT_EQ(meaning(status), "taken");
  for (const int status : {401, 403, 407}) EXPECT_EQ(meaning(status), "auth, never");
  EXPECT_EQ(meaning(429), "rate_limited, later");
  for (const int status : {301, 304, 307, 400, 404, 405, 410, 413, 422, 451}) {
    EXPECT_EQ(meaning(status), "refused, never") << status;
  }
  for (const int status : {101, 408, 425, 500, 502, 503, 504, 599, 999}) {
    EXPECT_EQ(meaning(status), "server, later") << status;
  }
}

TEST(FailureCauses, OfTheWayThereSayWhetherToTryAgain) {
  EXPECT_EQ(error_kind(FailureCause::kNetwork), ErrorKind::kTransient);
  EXPECT_EQ(error_kind(FailureCause::kTimeout), ErrorKind::kTransient);
  EXPECT_EQ(error_kind(FailureCause::kBlocked), ErrorKind::kPermanent);
  EXPECT_EQ(model::word(FailureCause::kNetwork), "network");
  EXPECT_EQ(model::word(FailureCause::kTimeout), "timeout");
  EXPECT_EQ(model::word(FailureCause::kBlocked), "blocked");
}

}  // namespace
}  // namespace newswatch::net
