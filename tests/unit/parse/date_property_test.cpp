// Dates as properties: what is written in a form is read from it; what no calendar has is no date.
#include <fmt/format.h>

#include <chrono>

#include "parse/date.h"
#include "text/times.h"
#include "unit/parse/date_writer.h"
#include "unit/parse/property.h"

namespace newswatch::parse {
namespace {

void expect_read(const std::vector<DateForm>& forms) {
  for (const DateForm& form : forms) {
    expect_always(1500, [&form] {
      // The year of an epoch's ten digits begins in 2001.
      const long from = std::string_view(form.name) == "epoch" ? 7L * 365 * 86400 : 0;
      const model::Time time = instant_of(any_of(from, kSecondsTo2036));
      const std::string text = form.write(time, any_of(0U, 5000U));
      RC_LOG() << text;
      const auto read = parse_date(text);
      RC_ASSERT(read.has_value());
      RC_ASSERT(text::rfc3339(*read) == text::rfc3339(time));
    });
  }
}

TEST(DateProperty, MailDatesAreReadBack) { expect_read(mail_dates()); }
TEST(DateProperty, IsoDatesAreReadBack) { expect_read(iso_dates()); }
TEST(DateProperty, OtherDatesAreReadBack) { expect_read(other_dates()); }

TEST(DateProperty, NoDayThatTheCalendarLacksIsRead) {
  expect_always(2000, [] {
    using std::chrono::month, std::chrono::year;
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int y = any_of(1995, 2036);
    const auto m = any_of(1U, 13U);
    const auto last = static_cast<unsigned>((year{y} / month{m} / std::chrono::last).day());
    const auto d = any_of(last + 1, 100U);
    RC_ASSERT_FALSE(parse_date(fmt::format("{} {} {} 10:00:00 GMT", d, kMonths[m - 1], y)));
    RC_ASSERT_FALSE(parse_date(fmt::format("Mon, {} {} {} 10:00:00 +0530", d, kMonths[m - 1], y)));
    RC_ASSERT_FALSE(parse_date(fmt::format("{}-{:02}-{:02}T10:00:00Z", y, m, d)));
    RC_ASSERT_FALSE(parse_date(fmt::format("{}-{:02}-{:02}", y, m, d)));
    RC_ASSERT_FALSE(parse_date(fmt::format("{}{:02}{:02}", y, m, d)));
  });
}

TEST(DateProperty, NoTimeThatTheClockLacksIsRead) {
  expect_always(2000, [] {
    int clock[] = {any_of(0, 24), any_of(0, 60), any_of(0, 60)};
    const std::size_t wrong = any_of(0, 3);
    clock[wrong] = any_of(wrong == 0 ? 25 : wrong == 1 ? 60 : 61, 100);
    const std::string time = fmt::format("{:02}:{:02}:{:02}", clock[0], clock[1], clock[2]);
    RC_ASSERT_FALSE(parse_date("Mon, 27 Jan 2025 " + time + " GMT"));
    RC_ASSERT_FALSE(parse_date("Mon, 27 Jan 2025 " + time + " -0500"));
    RC_ASSERT_FALSE(parse_date("27 January 2025 " + time));
    RC_ASSERT_FALSE(parse_date("2025-01-27T" + time + "Z"));
    RC_ASSERT_FALSE(parse_date("2025-01-27 " + time));
    RC_ASSERT_FALSE(parse_date("Mon Jan 27 " + time + " 2025"));
  });
}

TEST(DateProperty, ReadsAnythingWithoutHarm) {
  expect_always(3000, [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
        {{6, rc::gen::elementOf(std::string("0123456789 :-+/.,TZWwamp"))},
         {1, rc::gen::arbitrary<char>()}}));
    const auto time = parse_date(text);
    if (!time) return;
    const std::string read = text::rfc3339(*time);
    RC_LOG() << text << " -> " << read;
    RC_ASSERT(parse_date(read) == time);
  });
}

}  // namespace
}  // namespace newswatch::parse
