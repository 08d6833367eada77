// The words in dates: months, halves of the day. All are given in lower case. Pure; any
// thread.
#pragma once

#include <string_view>

namespace newswatch::parse {

// The month of a name or of its first three letters or more, in English and some other languages: 1
// to 12. 0: not a month.
int month_number(std::string_view lower);

// 1: before noon, 2: after noon, 0: neither.
int half_of_day(std::string_view lower);

}  // namespace newswatch::parse
