// FailureCause: why a service (the judge's server, a sink's) did not do what it was asked to.
// word() is its name in messages. A plain value.
#pragma once

#include <string_view>

namespace newswatch::model {

enum class FailureCause {
  kAuth,         // the key is wrong or missing
  kRateLimited,  // it wants fewer requests
  kRefused,      // it will never take this request
  kServer,       // it has a fault of its own
  kNetwork,      // it could not be reached, or the connection broke
  kTimeout,      // it did not answer in time
  kBlocked,      // its address is one that newswatch may not connect to
};

constexpr std::string_view word(FailureCause cause) {
  switch (cause) {
    case FailureCause::kAuth:
      return "auth";
    case FailureCause::kRateLimited:
      return "rate_limited";
    case FailureCause::kRefused:
      return "refused";
    case FailureCause::kServer:
      return "server";
    case FailureCause::kNetwork:
      return "network";
    case FailureCause::kTimeout:
      return "timeout";
    case FailureCause::kBlocked:
      return "blocked";
  }
  return "";
}

}  // namespace newswatch::model
