// What the config says of [[sink]] with type = "webhook".
#include <gtest/gtest.h>

#include "config/load_settings.h"
#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

const std::string kConfigSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class WebhookConfig : public testing::Test {
 protected:
  WebhookConfig() {
    write_file(folder_ / "key", "AppToken1\n");
    write_file(folder_ / "secret", kConfigSecret + "\n");
    write_file(folder_ / "body", "{\"t\": \"{{title}}\"}");
  }

  // The problems, without the file's name and with the folder as DIR.
  std::string problems(const std::string& keys) {
    const auto settings = config::parse_settings(
        "[[sink]]\nname = 's'\ntype = 'webhook'\n" + keys, "f", sink_table(), folder_.path(),
        config::NamedFiles::kCheck, config::Feeds::kOptional);
    if (settings) return "none";
    std::string all = config::to_string(settings.error());
    const std::string folder = folder_.path().string();
    for (std::size_t at; (at = all.find(folder)) != all.npos;)
      all.replace(at, folder.size(), "DIR");
    return all;
  }

  Folder folder_;
};

const std::string kHookUrl = "url = 'https://hooks.example/x'\n";

TEST_F(WebhookConfig, TakesWhatEachFormatNeeds) {
  for (const char* format : {"standard", "cloudevents", "teams", "mattermost"}) {
    EXPECT_EQ(problems(kHookUrl + "secret_file = 'secret'\nformat = '" + format + "'\n"), "none");
  }
  EXPECT_EQ(problems(kHookUrl + "format = 'gotify'\ntoken_file = 'key'\n"), "none");
  EXPECT_EQ(problems("format = 'pushover'\ntoken_file = 'key'\nuser_file = 'key'\n"), "none");
  EXPECT_EQ(problems(kHookUrl + "template_file = 'body'\nfollow_up = 'new'\n"), "none");
}

TEST_F(WebhookConfig, SaysWhatIsMissingOrTooMuch) {
  EXPECT_EQ(problems(""),
            "f:1:1: [[sink]] of type \"webhook\" without url; write url = \"...\", or url_file = "
            "\"FILE\"\n");
  EXPECT_EQ(problems(kHookUrl + "format = 'gotify'\n"),
            "f:1:1: [[sink]] with format = \"gotify\" without token_file; write token_file = "
            "\"FILE\"\n");
  EXPECT_EQ(problems(kHookUrl + "token_file = 'key'\n"),
            "f:5:14: token_file is of no use with format = \"standard\"; write nothing in its "
            "place, or headers_file\n");
  EXPECT_EQ(problems(kHookUrl + "content_type = 'text/plain'\n"),
            "f:5:16: content_type without template_file; write template_file = \"...\" as well\n");
  EXPECT_EQ(problems(kHookUrl + "template_file = 'body'\nformat = 'teams'\n"),
            "f:6:10: [[sink]] has format and template_file; write one of the two\n");
  EXPECT_EQ(problems(kHookUrl + "template_file = 'body'\ncontent_type = 'json'\n"),
            "f:6:16: \"json\" is no type of content; write content_type = \"application/json\"\n");
  EXPECT_EQ(problems(kHookUrl + "follow_up = 'edit'\n"),
            "f:5:13: follow_up can't be \"edit\"; write one of \"none\", \"new\"\n");
  EXPECT_NE(problems("url = 'http://127.0.0.1:9/x'\n").find("allow_networks"), std::string::npos);
}

TEST_F(WebhookConfig, SaysWhereFilesAreWrong) {
  write_file(folder_ / "body", "{\n\"t\": \"{{{title}}}\"}");
  EXPECT_EQ(problems(kHookUrl + "template_file = 'body'\n"),
            "f:5:17: DIR/body:2: {{{...}}} would go out unescaped: write {{...}}\n");
  EXPECT_EQ(problems(kHookUrl + "secret_file = 'key'\n"),
            "f:5:15: read secret_file \"DIR/key\": line 1: it does not begin with whsec_\n");
  write_file(folder_ / "headers", "Webhook-Id: 1\n");
  EXPECT_EQ(problems(kHookUrl + "headers_file = 'headers'\n"),
            "f:5:16: webhook-id is set by newswatch itself\n");
}

}  // namespace
}  // namespace newswatch::notify::test
