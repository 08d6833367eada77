#include "parse/date.h"

#include <gtest/gtest.h>

#include <string>

#include "text/time_text.h"

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
  EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 XYZT"), "2025-01-30T17:57:36Z");
  EXPECT_EQ(read("Thu, 30 Jan 2025 17:57:36 GMT+05:30"), "2025-01-30T12:27:36Z");
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

TEST(Date, RefusesWhatIsNoDate) {
  for (const std::string_view text :
       {"", " ", "yesterday", "Mon, 30 Feb 2025 08:15:30 GMT", "Sun, 16 Dec 2012 1:2:3:4 GMT",
        "Sun, 16 zzz 2012 11:47:32 GMT", "Sun, Dec x 2012 11:47:32 GMT", "2025-13-01", "12:30",
        "Mon, 27 Jan 2025 25:00:00 GMT", "Mon, 27 Jan 2025 10:60:00 GMT", "99999999999999999999",
        "2025-01-27T08:15:30+99:00", "-", ":", "::::", "1:", "T", "+"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read(std::string(10'000, '1')), "none");
}

}  // namespace
}  // namespace newswatch::parse
