// An instant in every form that feeds write it in. For property tests.
#pragma once

#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::parse {

// 1995 to 2035, whole seconds.
model::Time instant_of(long seconds_since_1995);
inline constexpr long kSecondsTo2036 = 41L * 365 * 86400;

struct DateForm {
  const char* name;
  std::string (*write)(model::Time time, unsigned choice);  // `choice` picks zone and details
};

// Forms of RFC 822 and 2822, asctime's; of ISO 8601 and RFC 3339; and numbers.
const std::vector<DateForm>& mail_dates();
const std::vector<DateForm>& iso_dates();
const std::vector<DateForm>& other_dates();

}  // namespace newswatch::parse
