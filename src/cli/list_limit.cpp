#include "cli/list_limit.h"

#include <limits>
#include <string>

#include "cli/print/output.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kListed = 50;

}  // namespace

std::size_t list_limit(const std::optional<std::size_t>& asked) {
  const std::size_t limit = asked.value_or(kListed);
  return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
}

void tell_left_out(const std::optional<std::size_t>& asked) {
  if (asked) return;
  print::complain("these are the newest " + std::to_string(kListed) +
                  "; -n 0 lists all, -n N the newest N");
}

}  // namespace newswatch::cli
