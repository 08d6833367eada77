#include "notify/webhook_signature.h"

#include <gtest/gtest.h>

namespace newswatch::notify {
namespace {

// The vector of the reference libraries (standard-webhooks/standard-webhooks).
TEST(WebhookSignature, IsThatOfTheReferenceLibraries) {
  const std::string key = webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(key.size(), 24u);
  EXPECT_EQ(webhook_signature({key}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                              R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, EachKeySignsWhileOneIsChanged) {
  const std::string one = webhook_signature({"a"}, "i", 1, "b");
  const std::string other = webhook_signature({"c"}, "i", 1, "b");
  EXPECT_NE(one, other);
  EXPECT_EQ(webhook_signature({"a", "c"}, "i", 1, "b"), one + " " + other);
  EXPECT_EQ(webhook_signature({}, "i", 1, "b"), "");
}

TEST(WebhookSignature, ChangesWithEachPartOfWhatItSigns) {
  const std::string good = webhook_signature({"a"}, "i", 1, "b");
  EXPECT_NE(webhook_signature({"a"}, "j", 1, "b"), good);
  EXPECT_NE(webhook_signature({"a"}, "i", 2, "b"), good);
  EXPECT_NE(webhook_signature({"a"}, "i", 1, "b "), good);
  EXPECT_NE(webhook_signature({"a"}, "i", 1, std::string("b\0", 2)), good);
}

TEST(WebhookSignature, KeysOfAnyLengthAreReadToTheByte) {
  EXPECT_EQ(webhook_key("whsec_YQ=="), "a");
  EXPECT_EQ(webhook_key("whsec_YWE="), "aa");
  EXPECT_EQ(webhook_key("whsec_AAAA"), std::string(3, '\0'));
  EXPECT_EQ(webhook_key("whsec_A"), "");
  EXPECT_EQ(webhook_key("YWFh"), "");
}

TEST(WebhookSignature, IdsHaveNoFullStop) {
  EXPECT_EQ(webhook_id("01JJM:event.new:2"), "01JJM:event_new:2");
  EXPECT_EQ(webhook_id("a b\xc3\xa9"), "a-b--");
}

}  // namespace
}  // namespace newswatch::notify
