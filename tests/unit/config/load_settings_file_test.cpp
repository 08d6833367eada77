// Config files on the disk: what they name, and what can't be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "config/load_settings.h"
#include "config/show.h"
#include "notify/sinks.h"
#include "support/folder.h"

namespace newswatch::config {
namespace {

class LoadSettingsFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-config-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  std::filesystem::path folder_;
};

TEST_F(LoadSettingsFile, ReadsTheFileAndTheFilesItNames) {
  write("auth", "user:secret\n");
  const auto file =
      write("n.toml", "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\nauth_file = 'auth'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->source, file);
  EXPECT_EQ(settings->feeds[0].auth_file, folder_ / "auth");
}

TEST_F(LoadSettingsFile, SecretsMayBeCredentialsOfTheService) {
  write("time", "user:secret\n");
  write("key", "X-Key: 1\n");
  const auto file = write("n.toml",
                          "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n"
                          "auth_file = '$CREDENTIALS_DIRECTORY/time'\n"
                          "headers_file = '$CREDENTIALS_DIRECTORY/key'\n");
  const auto none = load_settings(file, notify::sink_table());
  ASSERT_FALSE(none) << "nobody handed any over";
  EXPECT_THAT(to_string(none.error()),
              testing::HasSubstr("read auth_file \"/run/credentials/newswatch.service/time\": No "
                                 "such file or directory"));
  ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
  const auto settings = load_settings(file, notify::sink_table());
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->feeds[0].auth_file, folder_ / "time");
  EXPECT_EQ(settings->feeds[0].headers_file, folder_ / "key");
}

TEST_F(LoadSettingsFile, ASinksSecretMayBeACredentialOfTheService) {
  write("phone", "sesame\n");
  const auto file = write("n.toml",
                          "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n"
                          "[[sink]]\nname = 'phone'\ntype = 'ntfy'\n"
                          "url = 'https://ntfy.example/alerts'\n"
                          "token_file = '$CREDENTIALS_DIRECTORY/phone'\n");
  EXPECT_FALSE(load_settings(file, notify::sink_table()));
  EXPECT_TRUE(load_settings(file, notify::sink_table(), NamedFiles::kLeave)) << "for readers";
  ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
  const auto settings = load_settings(file, notify::sink_table());
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->sinks.back().secret("token_file"), "sesame");
}

TEST_F(LoadSettingsFile, AnAddressThatIsASecretIsInAFile) {
  write("feed.url", "https://a.example/feed/8f3a\n");
  const auto file = write("n.toml", "[[feed]]\nname = 'a'\noutlet = 'A'\nurl_file = 'feed.url'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_TRUE(settings) << to_string(settings.error());
  const FeedSettings& feed = settings->feeds[0];
  EXPECT_EQ(feed.url, "url_file:" + (folder_ / "feed.url").string());
  EXPECT_EQ(feed.address(), "https://a.example/feed/8f3a");
  const std::string shown = show(*settings, notify::sink_table());
  EXPECT_EQ(shown.find("8f3a"), std::string::npos);
  EXPECT_NE(shown.find("url_file = "), std::string::npos);
  EXPECT_EQ(shown.find("\nurl = \"url_file"), std::string::npos);
}

TEST_F(LoadSettingsFile, AUrlFileStandsAloneAndNeedsAnOutlet) {
  write("feed.url", "no address\n");
  const auto both = load_settings(
      write("both.toml",
            "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\nurl_file = 'feed.url'\n"),
      notify::sink_table());
  ASSERT_FALSE(both);
  EXPECT_THAT(to_string(both.error()), testing::HasSubstr("has a url and a url_file"));
  EXPECT_THAT(to_string(both.error()), testing::HasSubstr("its line is no http or https address"));
  EXPECT_THAT(to_string(both.error()), testing::Not(testing::HasSubstr("no address\n")));
  const auto nameless =
      load_settings(write("nameless.toml", "[[feed]]\nname = 'a'\nurl_file = 'feed.url'\n"),
                    notify::sink_table(), NamedFiles::kLeave);
  ASSERT_FALSE(nameless);
  EXPECT_THAT(to_string(nameless.error()),
              testing::HasSubstr("[[feed]] with a url_file without outlet"));
}

TEST_F(LoadSettingsFile, BadSecretsAreToldWithoutShowingThem) {
  write("auth", "hunter2\n");
  write("headers", "X-Key: 1\nHost: hunter2\n");
  const auto file = write("n.toml",
                          "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n"
                          "auth_file = 'auth'\nheaders_file = 'headers'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_FALSE(settings);
  const std::string at = file.string(), in = folder_.string();
  EXPECT_EQ(to_string(settings.error()),
            at + ":4:13: read auth_file \"" + in +
                "/auth\": its line is not of the form user:password\n" + at +
                ":5:16: read headers_file \"" + in +
                "/headers\": line 2: Host is set by newswatch itself\n");
  EXPECT_TRUE(load_settings(file, notify::sink_table(), NamedFiles::kLeave));
}

TEST_F(LoadSettingsFile, AFileThatMayNotBeReadSaysWhoseItIs) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  if (!test::others_may_enter(folder_)) {
    GTEST_SKIP() << "only root may enter a folder above " << folder_;
  }
  const auto file = write("n.toml", "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n");
  const auto said = [&] {
    EXPECT_EQ(::seteuid(65534), 0);
    const auto settings = load_settings(file, notify::sink_table());
    EXPECT_EQ(::seteuid(0), 0);
    return settings ? "no problem" : to_string(settings.error());
  };
  EXPECT_EQ(said(), "no problem");
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  const std::string at = file.string();
  EXPECT_THAT(said(), testing::StartsWith(at + ": can't be opened: permission denied: " + at +
                                          " belongs to root:root (mode 0600), and you are "));
  EXPECT_THAT(said(), testing::EndsWith("; write: sudo chmod o+rX " + at + "\n"));
  ASSERT_EQ(::chmod(folder_.c_str(), 0700), 0);
  EXPECT_THAT(said(), testing::EndsWith("; write: sudo chmod o+rX " + folder_.string() + "\n"));
}

TEST_F(LoadSettingsFile, HugeFileIsRefused) {
  const auto file = write("n.toml", std::string((16u << 20) + 1, '#'));
  EXPECT_EQ(to_string(load_settings(file, notify::sink_table()).error()),
            file.string() + ": is larger than 16 MiB\n");
  EXPECT_TRUE(load_settings(write("m.toml", std::string(1u << 20, '#')), notify::sink_table(),
                            NamedFiles::kCheck, Feeds::kOptional));
}

}  // namespace
}  // namespace newswatch::config
