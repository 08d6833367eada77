#include "net/http_message.h"

#include <algorithm>

#include "text/ascii.h"

namespace newswatch::net {

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const HttpHeader& header) {
    return text::equal_in_any_case(header.name, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

// RFC 9110 section 15. A redirect is refused: whoever redirects a POST did not take it.
std::optional<model::FailureCause> failure_cause(int status) {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return model::FailureCause::kAuth;
    case 408:
    case 425:
      return model::FailureCause::kServer;
    case 429:
      return model::FailureCause::kRateLimited;
    default:
      break;
  }
  if (status >= 200 && status < 300) return std::nullopt;
  return status >= 300 && status < 500 ? model::FailureCause::kRefused
                                       : model::FailureCause::kServer;
}

model::ErrorKind error_kind(model::FailureCause cause) {
  switch (cause) {
    case model::FailureCause::kAuth:
    case model::FailureCause::kRefused:
    case model::FailureCause::kBlocked:
      return model::ErrorKind::kPermanent;
    case model::FailureCause::kRateLimited:
    case model::FailureCause::kServer:
    case model::FailureCause::kNetwork:
    case model::FailureCause::kTimeout:
      break;
  }
  return model::ErrorKind::kTransient;
}

}  // namespace newswatch::net
