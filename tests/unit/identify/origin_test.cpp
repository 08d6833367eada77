#include "identify/origin.h"

#include <gtest/gtest.h>

namespace newswatch::identify {
namespace {

std::string wire(std::string_view text, std::vector<std::string> authors = {}) {
  return wire_of(text, authors).value_or("none");
}

TEST(WireOf, KnowsDatelines) {
  EXPECT_EQ(wire("WASHINGTON (AP) \u2014 The Navy has told its members to stay away."), "AP");
  EXPECT_EQ(wire("NEW YORK, Jan 28 (Reuters) - Shares fell on Tuesday."), "Reuters");
  EXPECT_EQ(wire("New Delhi [India], January 28 (ANI): The ministry said"), "ANI");
  EXPECT_EQ(wire("New Delhi, Jan 28 (PTI) The Reserve Bank on Tuesday said"), "PTI");
  EXPECT_EQ(wire("Mumbai, 28 January (IANS) The index fell"), "IANS");
  EXPECT_EQ(wire("BEIJING, Jan. 28 (Xinhua) -- China's exports rose"), "Xinhua");
  EXPECT_EQ(wire("(Bloomberg) -- A new model shook markets."), "Bloomberg");
  EXPECT_EQ(wire("PTI - The court on Monday"), "PTI");
}

TEST(WireOf, KnowsHowATextIsSigned) {
  EXPECT_EQ(wire("The court said so on Monday. (AP)"), "AP");
  EXPECT_EQ(wire("The court said so on Monday. (With inputs from PTI)"), "PTI");
  EXPECT_EQ(wire("The court said so on Monday. \u2014 AFP"), "AFP");
  EXPECT_EQ(wire("The court said so on Monday, he said. PTI"), "PTI");
  EXPECT_EQ(wire("Shares fell. (Reporting by Jane Doe in London; Editing by John Roe)"), "Reuters");
}

TEST(WireOf, KnowsBylines) {
  EXPECT_EQ(wire("", {"Associated Press"}), "AP");
  EXPECT_EQ(wire("", {"Jane Doe, AP"}), "AP");
  EXPECT_EQ(wire("", {"By JOHN ROE, AP Technology Writer"}), "AP");
  EXPECT_EQ(wire("", {"Jane Doe and John Roe/The Associated Press"}), "AP");
  EXPECT_EQ(wire("", {"Jane Doe (Reuters)"}), "Reuters");
  EXPECT_EQ(wire("", {"PTI"}), "PTI");
  EXPECT_EQ(wire("", {"Reuters Staff"}), "Reuters");
  EXPECT_EQ(wire("", {"Agence France-Presse"}), "AFP");
  EXPECT_EQ(wire("", {"The Conversation"}), "The Conversation");
}

TEST(WireOf, AMentionIsNoMark) {
  for (const char* text :
       {"Reuters reported on Monday that the firm (Reuters had it first) fell.",
        "Officials told AP.", "The firm confirmed the report to AFP",
        "The Associated Press contributed to this report.", "AP sources say the deal is done.",
        "The Navy, according to a memo seen by Bloomberg, has acted.",
        "A photo shows the building (AP Photo/Jane Doe) on Monday.", "", "(", "AP",
        "Students took AP. They passed."}) {
    EXPECT_EQ(wire(text), "none") << text;
  }
  for (const char* author : {"Ani Sharma", "AP Sharma", "Ap Dijksterhuis", "Michael Bloomberg",
                             "Jane Doe", "", ",", "Reuter Smith", "Kyodos"}) {
    EXPECT_EQ(wire("", {author}), "none") << author;
  }
}

TEST(WireOf, AnItemShowsItInItsSummaryItsContentItsAuthorsOrItsOutlet) {
  model::Item item;
  item.summary = "<p>The firm said so. <a href='https://e.example'>Read more</a></p>";
  EXPECT_EQ(wire_of(item, "TIME"), std::nullopt);
  EXPECT_EQ(wire_of(item, "AP News"), "AP");
  item.content = "<p>The firm said so.</p><p>(Reuters)</p><p>Read more</p>";
  EXPECT_EQ(wire_of(item, "TIME"), "Reuters");
  item.authors = {{"Jane Doe, AFP", "", ""}};
  EXPECT_EQ(wire_of(item, "TIME"), "AFP");
  item.summary = "<b>PARIS (AP)</b> &mdash; The firm said so.";
  EXPECT_EQ(wire_of(item, "TIME"), "AP");
}

const char* const kCopy =
    "The Navy told sailors on Friday to avoid the Chinese app over security and ethical concerns, "
    "a spokesperson confirmed, in the latest sign of official unease about the model.";

TEST(TextAgreement, CopiesAgreeThoughOneIsCutAndItsMarksAreOthers) {
  const std::string cut = std::string(kCopy).substr(0, 130) + "...";
  EXPECT_GE(text_agreement(shingles(kCopy), shingles(cut)), kSameText);
  EXPECT_DOUBLE_EQ(text_agreement(shingles(kCopy), shingles("\u201c" + std::string(kCopy))), 1);
}

TEST(TextAgreement, TheSameFactsInOtherWordsDoNot) {
  EXPECT_LT(text_agreement(shingles(kCopy),
                           shingles("Sailors may not use the Chinese app, the Navy said on Friday, "
                                    "citing security and ethical concerns about the model and how "
                                    "it was made.")),
            0.3);
}

TEST(TextAgreement, ShortTextsAndALongTextThatHoldsThemProveNothing) {
  EXPECT_EQ(text_agreement(shingles("US Navy bans the app"), shingles("US Navy bans the app")), 0);
  EXPECT_EQ(text_agreement({}, {}), 0);
  std::string round_up = kCopy;
  for (int i = 0; i < 100; ++i) round_up += " another item of the day, number " + std::to_string(i);
  EXPECT_EQ(text_agreement(shingles(kCopy), shingles(round_up)), 0);
}

}  // namespace
}  // namespace newswatch::identify
