#include "net/masked_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace newswatch::net {
namespace {

std::string shown(std::string text, std::string_view credentials,
                  const std::vector<std::string>& headers = {}) {
  return masked_secrets(std::move(text), secrets_of(credentials, headers));
}

TEST(MaskedSecrets, ASecretThatIsNotGivenIsNowhere) {
  EXPECT_EQ(masked_secrets("as it was", std::vector<std::string>{""}), "as it was");
}

TEST(MaskedSecrets, TakesOutThePasswordAndItsBasicToken) {
  EXPECT_EQ(shown("who is ada with open sesame?", "ada:open sesame"), "who is ada with ***?");
  // RFC 7617 section 2.
  EXPECT_EQ(shown("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame"),
            "Authorization: Basic ***");
}

TEST(MaskedSecrets, TakesOutWhatALoginToAMailServerSends) {
  // RFC 4616 section 4.
  EXPECT_EQ(shown("bad AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm", "tim:tanstaaftanstaaf"),
            "bad AUTH PLAIN ***");
  EXPECT_EQ(shown("bad command dGFuc3RhYWZ0YW5zdGFhZg==", "tim:tanstaaftanstaaf"),
            "bad command ***");
}

TEST(MaskedSecrets, TakesOutTheWordsOfHeaders) {
  const std::vector<std::string> headers = {"Authorization: Bearer abcdef123", "X-Lang: en",
                                            "Cookie: a=1; session=0123456789"};
  EXPECT_EQ(shown("bad token abcdef123 of session 0123456789, lang en", "", headers),
            "bad token *** of *** ***, lang en");
  EXPECT_EQ(shown("a=1; session=0123456789", "", headers), "***");
}

TEST(MaskedSecrets, LeavesShortWordsAndTextWithout) {
  EXPECT_EQ(shown("an error in a page", "a:or"), "an error in a page");
  EXPECT_EQ(shown("nothing", ""), "nothing");
  EXPECT_TRUE(secrets_of("", {}).empty());
}

TEST(MaskedSecrets, AMaskIsNotMaskedAgain) { EXPECT_EQ(shown("********", "u:******"), "*****"); }

}  // namespace
}  // namespace newswatch::net
