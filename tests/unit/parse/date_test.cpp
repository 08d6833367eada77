#include "parse/date.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "text/times.h"

namespace newswatch::parse {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_date(text);
  return time ? text::rfc3339(*time) : "none";
}

// RFC 5322 sections 3.3 and 4.3
TEST(Date, ReadsRfc822) {
  EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 +0530"), "2025-01-27T02:45:30Z");
  EXPECT_EQ(read("27 Jan 2025 08:15 GMT"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("Fri,24 Nov 2023 18:28:36 -0000"), "2023-11-24T18:28:36Z");
  EXPECT_EQ(read("Mon, 27 Jan 25 08:15:30 GMT"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("Fri, 21 Nov 97 09:55:06 -0600"), "1997-11-21T15:55:06Z");
  EXPECT_EQ(read("Mon, 27 January 2025 08:15:30 GMT (noon)"), "2025-01-27T08:15:30Z");
}

TEST(Date, ReadsZoneNames) {
  EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 IST"), "2025-01-30T12:27:36Z");
  EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 EST"), "2025-01-30T22:57:36Z");
  EXPECT_EQ(read("Thu, 30 Apr 2015 08:57:00 MEST"), "2015-04-30T06:57:00Z");
  EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 GMT+05:30"), "2025-01-30T12:27:36Z");
}

TEST(Date, ReadsZonesByTheRuleOfTheDay) {
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 ET"), "2025-05-14T12:12:00Z");
  EXPECT_EQ(read("Tue, 14 Jan 2025 08:12:00 ET"), "2025-01-14T13:12:00Z");
  EXPECT_EQ(read("May 14, 2025 8:12 am PT"), "2025-05-14T15:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 CT"), "2025-05-14T13:12:00Z");
  EXPECT_EQ(read("14 Jan 2025 08:12 MT"), "2025-01-14T15:12:00Z");
  EXPECT_EQ(read("Sun, 09 Mar 2025 01:59:00 ET"), "2025-03-09T06:59:00Z");
  EXPECT_EQ(read("Sun, 09 Mar 2025 03:00:00 ET"), "2025-03-09T07:00:00Z");
}

TEST(Date, ReadsZonesOfPlaces) {
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 America/New_York"), "2025-05-14T12:12:00Z");
  EXPECT_EQ(read("2025-05-14 08:12:00 Europe/Berlin"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("2025-01-14 08:12 EUROPE/BERLIN"), "2025-01-14T07:12:00Z");
  EXPECT_EQ(read("2025-05-14T08:12:00+02:00[Europe/Berlin]"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("2025-05-14T08:12:00[Asia/Kolkata]"), "2025-05-14T02:42:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12 America/Argentina/Buenos_Aires"), "2025-05-14T11:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12 US/Pacific"), "2025-05-14T15:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12 Atlantis/Capital"), "none");
  EXPECT_EQ(read("14/May/2025:08:12:00 +0200"), "2025-05-14T06:12:00Z");
}

TEST(Date, ReadsZonesInWords) {
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 Eastern Daylight Time"), "2025-05-14T12:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 Eastern Standard Time"), "2025-05-14T13:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 Eastern Time"), "2025-05-14T12:12:00Z");
  EXPECT_EQ(read("14 May 2025 08:12 Central European Summer Time"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("14 May 2025 08:12 W. Europe Daylight Time"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("14 May 2025 08:12 Coordinated Universal Time"), "2025-05-14T08:12:00Z");
  EXPECT_EQ(read("08:12 India Standard Time, 14 May 2025"), "2025-05-14T02:42:00Z");
  EXPECT_EQ(read("14 May 2025 08:12 Local Time"), "none");
}

TEST(Date, ReadsTheZoneInACommentWhereNothingElseNamesOne) {
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 (EDT)"), "2025-05-14T12:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 (GMT+2)"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 (Central European Summer Time)"),
            "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 (Europe/Berlin)"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 +0000 (EDT)"), "2025-05-14T08:12:00Z");
  EXPECT_EQ(read("Wed May 14 2025 08:12:00 GMT+0200 (Central European Summer Time)"),
            "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("Wed, 14 May 2025 08:12:00 (XYZT)"), "none");
}

TEST(Date, ReadsNoZoneBehindAnOffset) {
  EXPECT_EQ(read("2025-05-14 08:12:00.123456789 +0000 UTC m=+1234.567"), "2025-05-14T08:12:00Z");
  EXPECT_EQ(read("2025-05-14 08:12:00.5 +0200 CEST m=+0.0001"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("2025-05-14 08:12:00 +0200 EST"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("2025-05-14 08:12:00 +0200 +0500"), "2025-05-14T06:12:00Z");
  EXPECT_EQ(read("Wed May 14 08:12:00 +0200 2025"), "2025-05-14T06:12:00Z");
}

TEST(Date, AZoneThatNobodyKnowsMakesNoDate) {
  for (const char* zone : {"XYZT", "Moonbase", "+zz:00", "-zz", "local"}) {
    EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 " + std::string(zone)), "none") << zone;
  }
  EXPECT_EQ(read("2025-01-30T17:57:36+zz:00"), "none");
  EXPECT_EQ(read("10:30 - 14 May 2025"), "2025-05-14T10:30:00Z");
  EXPECT_EQ(read("14 May 2025 14:30 Uhr"), "2025-05-14T14:30:00Z");
  EXPECT_EQ(read("14:30 Uhr, Mittwoch, 14 Mai 2025"), "2025-05-14T14:30:00Z");
}

TEST(Date, ReadsAbusesOfRfc822) {
  EXPECT_EQ(read("Mon, 13 Feb, 2012 06:28:00 UTC"), "2012-02-13T06:28:00Z");
  EXPECT_EQ(read("Thu, Apr 30 2015 08:57:00 GMT"), "2015-04-30T08:57:00Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 8:15:30 PM GMT"), "2025-01-27T20:15:30Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 12:05 AM"), "2025-01-27T00:05:00Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 24:00:00 GMT"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(read("Wed, 19 Feb 2012 22:40:00 -01:01"), "2012-02-19T23:41:00Z");
  EXPECT_EQ(read("27 Jan 2025"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(read("January 27, 2025"), "2025-01-27T00:00:00Z");
}

TEST(Date, ReadsAsctime) {
  EXPECT_EQ(read("Sun Jan  4 16:29:06 2004"), "2004-01-04T16:29:06Z");
  EXPECT_EQ(read("Sun Jul 15 01:16:00 +0000 2012"), "2012-07-15T01:16:00Z");
  EXPECT_EQ(read("Sun Jan 4 16:29:06 PST 2004"), "2004-01-05T00:29:06Z");
}

// W3C NOTE-datetime, RFC 3339, ISO 8601
TEST(Date, ReadsIso) {
  EXPECT_EQ(read("2025-01-28T11:35:12+05:30"), "2025-01-28T06:05:12Z");
  EXPECT_EQ(read("2025-01-27T08:15:30.123456Z"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("2025-01-27T08:15Z"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("2025-01-27 08:15:30"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("2025-01-27 08:15:30 +0530"), "2025-01-27T02:45:30Z");
  EXPECT_EQ(read("20250127T081530Z"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("20250127T081530-0500"), "2025-01-27T13:15:30Z");
  EXPECT_EQ(read("2025-01-27"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(read("2003-12"), "2003-12-01T00:00:00Z");
  EXPECT_EQ(read("2003"), "2003-01-01T00:00:00Z");
  EXPECT_EQ(read("2003-335"), "2003-12-01T00:00:00Z");
  EXPECT_EQ(read("2003335"), "2003-12-01T00:00:00Z");
  EXPECT_EQ(read("031231"), "2003-12-31T00:00:00Z");
  EXPECT_EQ(read("-0312"), "2003-12-01T00:00:00Z");
}

TEST(Date, ReadsOtherLanguagesAndOrders) {
  EXPECT_EQ(read("Fri, 2006/09/15 08:19:53 EDT"), "2006-09-15T12:19:53Z");
  EXPECT_EQ(read("2004-július-13T9:15-05:00"), "2004-07-13T14:15:00Z");
  EXPECT_EQ(read("2004년 05월 28일  01:31:15"), "2004-05-27T16:31:15Z");
  EXPECT_EQ(read("Κυρ, 11 Ιούλ 2004 12:00:00 EST"), "2004-07-11T17:00:00Z");
  EXPECT_EQ(read("27.01.2025 08:15"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("01/27/2025 08:15"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("27/01/2025 08:15"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("1738051200"), "2025-01-28T08:00:00Z");
}

// RFC 5322 section 4.3: RFC 822 had their signs wrong, so they say nothing.
TEST(Date, MilitaryLettersAreUtc) {
  for (const char letter : std::string("ABCDEFGHIKLMNOPQRSTUVWXYZ")) {
    EXPECT_EQ(read(std::string("Mon, 27 Jan 2025 08:15:30 ") + letter), "2025-01-27T08:15:30Z");
  }
}

TEST(Date, ReadsOffsetsHoweverTheyAreWritten) {
  for (const std::string_view zone : {"+0530", "+05:30", "+05.30", "+530", " +05:30", "GMT+0530",
                                      "UTC+05:30", "+0530 IST", "IST", " + 0530"}) {
    EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 " + std::string(zone)), "2025-01-27T02:45:30Z")
        << zone;
  }
  EXPECT_EQ(read("2025-01-27T08:15:30\u221205:00"), "2025-01-27T13:15:30Z");
  EXPECT_EQ(read("2025-01-27T08:15:30-12"), "2025-01-27T20:15:30Z");
  EXPECT_EQ(read("2025-01-27T08:15:30+14:00"), "2025-01-26T18:15:30Z");
  EXPECT_EQ(read("2025-01-27+05:30"), "2025-01-26T18:30:00Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 EST5EDT"), "2025-01-27T13:15:30Z");
}

TEST(Date, ReadsHalvesOfTheDay) {
  EXPECT_EQ(read("Jan. 27, 2025, 8:15 p.m."), "2025-01-27T20:15:00Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 8pm"), "2025-01-27T20:00:00Z");
  EXPECT_EQ(read("8:15 PM, Jan 27 2025"), "2025-01-27T20:15:00Z");
  EXPECT_EQ(read("2025-01-27 오후 08:15:30"), "2025-01-27T11:15:30Z");
}

TEST(Date, ReadsTheTimeBeforeTheDate) {
  EXPECT_EQ(read("20:15 2025-01-27"), "2025-01-27T20:15:00Z");
  EXPECT_EQ(read("08:15 27/01/2025"), "2025-01-27T08:15:00Z");
}

TEST(Date, ReadsIsoWeeks) {
  EXPECT_EQ(read("2025-W05-1"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(read("2025W057"), "2025-02-02T00:00:00Z");
  EXPECT_EQ(read("2026-W01-1T08:15Z"), "2025-12-29T08:15:00Z");
  EXPECT_EQ(read("2020-W53-7"), "2021-01-03T00:00:00Z");
  EXPECT_EQ(read("2025-W53-1"), "none");
  EXPECT_EQ(read("2025-W60-1"), "none");
}

TEST(Date, ReadsUnixTime) {
  EXPECT_EQ(read("1737965730"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("1737965730.25"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("1737965730123"), "2025-01-27T08:15:30Z");
}

TEST(Date, ReadsLeapSecondsAndMidnightAtItsEnd) {
  EXPECT_EQ(read("Sat, 31 Dec 2016 23:59:60 GMT"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(read("2024-12-31T24:00:00Z"), "2025-01-01T00:00:00Z");
  EXPECT_EQ(read("2024-12-31T24:00:01Z"), "none");
  EXPECT_EQ(read("2024-12-31T23:59:61Z"), "none");
}

TEST(Date, ReadsDistantYears) {
  EXPECT_EQ(read("Thu, 01 Jan 1914 00:00:00 GMT"), "1914-01-01T00:00:00Z");
  EXPECT_EQ(read("2101-01-27T08:15:30Z"), "2101-01-27T08:15:30Z");
  EXPECT_EQ(read("Mon, 27 Jan 49 08:15:30 GMT"), "2049-01-27T08:15:30Z");
  EXPECT_EQ(read("Mon, 27 Jan 50 08:15:30 GMT"), "1950-01-27T08:15:30Z");
}

TEST(Date, PassesOverForeignSpacesAndTrailingWords) {
  EXPECT_EQ(read("27\u00A0Jan\u202F2025 08:15"), "2025-01-27T08:15:00Z");
  EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 GMT &nbsp; by x"), "2025-01-27T08:15:30Z");
  EXPECT_EQ(read("\"Foo, 27 JAN 2025 8:5:3 gmt\""), "2025-01-27T08:05:03Z");
  EXPECT_EQ(read("2025-01-27 at 08:15"), "2025-01-27T08:15:00Z");
}

// A wrong date is worse than none.
TEST(Date, RefusesWhatMayBeTwoDates) {
  EXPECT_EQ(read("04/05/2025"), "none");
  EXPECT_EQ(read("04-05-2025 08:15"), "none");
  EXPECT_EQ(read("25/01/27"), "none");
  EXPECT_EQ(read("05/05/2025"), "2025-05-05T00:00:00Z");
  EXPECT_EQ(read("4/5/2025 8:15:30 PM"), "2025-04-05T20:15:30Z");
  EXPECT_EQ(read("04.05.2025"), "2025-05-04T00:00:00Z");
  EXPECT_EQ(read("01-27-2025"), "2025-01-27T00:00:00Z");
}

TEST(Date, RefusesWhatProgramsWriteForNone) {
  for (const std::string_view text :
       {"0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z",
        "-0001-11-30T00:00:00+00:00", "Wed, 30 Nov -0001 00:00:00 +0000",
        "Mon, 01 Jan 0001 00:00:00 GMT"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
}

TEST(Date, RefusesOffsetsThatNoPlaceHas) {
  EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 +1430"), "none");
  EXPECT_EQ(read("2025-01-27T08:15:30+24:00"), "none");
  EXPECT_EQ(read("Mon, 27 Jan 2025 08:15:30 -9999"), "none");
}

// Both usual spellings have a reader of their own; another space sends them the general way.
TEST(Date, TheShortWayAgreesWithTheLongOne) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::mt19937 random(7);
  const auto number = [&](int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
  };
  for (int i = 0; i < 5000; ++i) {
    const int year = number(900, 2200), month = number(1, 13), day = number(0, 32);
    const int hour = number(0, 25), minute = number(0, 61), second = number(0, 59);
    const int zone_hour = number(0, 15), zone_minute = number(0, 59);
    const char sign = i % 2 == 0 ? '+' : '-';
    const auto rest = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
    const auto zone = fmt::format("{}{:02}{:02}", sign, zone_hour, zone_minute);
    const auto mail = fmt::format("{}, {:02} {} {:04} {} ", kDays[static_cast<std::size_t>(i % 7)],
                                  day, kMonths[static_cast<std::size_t>(i % 12)], year, rest);
    EXPECT_EQ(read(mail + zone), read(mail + " " + zone)) << mail << zone;
    EXPECT_EQ(read(mail + "GMT"), read(mail + " GMT")) << mail;
    const auto iso = fmt::format("{:04}-{:02}-{:02}T{}", year, month, day, rest);
    EXPECT_EQ(read(iso + "Z"), read(iso + " Z")) << iso;
    EXPECT_EQ(read(iso + ".5Z"), read(iso + ".5 Z")) << iso;
    const auto colon = fmt::format("{}{:02}:{:02}", sign, zone_hour, zone_minute);
    EXPECT_EQ(read(iso + colon), read(iso + " " + colon)) << iso << colon;
  }
}

TEST(Date, RefusesWhatIsNoDate) {
  for (const std::string_view text :
       {"", " ", "yesterday", "Mon, 30 Feb 2025 08:15:30 GMT", "Sun, 16 Dec 2012 1:2:3:4 GMT",
        "Sun, 16 zzz 2012 11:47:32 GMT", "Sun, Dec x 2012 11:47:32 GMT", "2025-13-01", "12:30",
        "Mon, 27 Jan 2025 25:00:00 GMT", "Mon, 27 Jan 2025 10:60:00 GMT", "99999999999999999999",
        "2025-01-27T08:15:30+99:00", "-", ":", "::::", "1:", "T", "+"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read("2025-01-27T08:15 +1737965730053060366"), "none");
  // In UTC of the year 999, of the year 10000.
  EXPECT_EQ(read("1000-01-01T00:00:01+05:30"), "none");
  EXPECT_EQ(read("9999-12-31T23:59:59-01:00"), "none");
  EXPECT_EQ(read("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
  EXPECT_EQ(read(std::string(10'000, '1')), "none");
}

TEST(Date, AWeekdayIsAWord) {
  EXPECT_FALSE(parse_date("M-n, 27 Dec 2025 10:00:00 GMT"));
  EXPECT_TRUE(parse_date("Sáb, 27 Dec 2025 10:00:00 GMT"));
}

}  // namespace
}  // namespace newswatch::parse
