#include "config/secrets.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace newswatch::config {
namespace {

class Secrets : public testing::Test {
 protected:
  void SetUp() override {
    file_ = testing::TempDir() + "newswatch-secret-XXXXXX";
    const int fd = ::mkstemp(file_.data());
    ASSERT_GE(fd, 0);
    ::close(fd);
  }
  void TearDown() override { std::filesystem::remove(file_); }
  void write(std::string_view text) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << text;
  }
  // What is wrong, without the part that names the file.
  template <class T>
  std::string fault(const model::Result<T>& result) {
    if (result) return "nothing";
    EXPECT_EQ(result.error().kind, model::ErrorKind::kPermanent);
    EXPECT_EQ(result.error().context.find("hunter2"), std::string::npos);
    const std::size_t end = result.error().context.find(file_ + "\": ");
    return end == std::string::npos ? result.error().context
                                    : result.error().context.substr(end + file_.size() + 3);
  }
  std::string file_;
};

TEST_F(Secrets, ReadsUserAndPasswordOfOneLine) {
  for (const char* text : {"me:hunter2", "me:hunter2\n", "me:hunter2\r\n"}) {
    write(text);
    EXPECT_EQ(read_auth(file_).value_or("failed"), "me:hunter2");
  }
  write("me:with:colon and space \n");
  EXPECT_EQ(read_auth(file_).value_or("failed"), "me:with:colon and space ");
}

TEST_F(Secrets, RefusesWhatIsNotUserAndPassword) {
  write("hunter2\n");
  EXPECT_EQ(fault(read_auth(file_)), "its line is not of the form user:password");
  write("");
  EXPECT_EQ(fault(read_auth(file_)), "its line is not of the form user:password");
  write(":hunter2\n");
  EXPECT_EQ(fault(read_auth(file_)), "its line is not of the form user:password");
  write("me:hunter2\nmore\n");
  EXPECT_EQ(fault(read_auth(file_)), "it has more than one line");
  write("me:hunter2\rX: y\n");
  EXPECT_EQ(fault(read_auth(file_)), "a control character in it");
  write(std::string(20'000, 'x'));
  EXPECT_EQ(fault(read_auth(file_)), "it is larger than 16 KiB");
  EXPECT_NE(fault(read_auth("/does/not/exist")).find("No such file"), std::string::npos);
  EXPECT_NE(fault(read_auth("/tmp")).find("it is a folder"), std::string::npos);
  EXPECT_NE(fault(read_auth("/dev/zero")).find("not a file"), std::string::npos);
  std::filesystem::remove(file_);
  ASSERT_EQ(mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(fault(read_auth(file_)), "it is a FIFO, a device or a socket, not a file");
}

TEST_F(Secrets, ReadsHeadersOfALineEach) {
  write("# for the paywall\n\nAuthorization: Bearer hunter2\r\nX-Key:  a b\t\nCookie: k=v");
  EXPECT_EQ(
      read_headers(file_).value_or(std::vector<std::string>{}),
      (std::vector<std::string>{"Authorization: Bearer hunter2", "X-Key: a b", "Cookie: k=v"}));
}

TEST_F(Secrets, RefusesHeadersThatBreakTheRequest) {
  const auto fault_of = [&](std::string_view text) {
    write(text);
    return fault(read_headers(file_));
  };
  EXPECT_EQ(fault_of("X: 1\nhunter2\n"), "line 2: not of the form Name: value");
  EXPECT_EQ(fault_of("hunter2 : 1\n"), "line 1: the name is not one (RFC 9110 section 5.1)");
  EXPECT_EQ(fault_of(": hunter2\n"), "line 1: the name is not one (RFC 9110 section 5.1)");
  EXPECT_EQ(fault_of("X:  \n"), "line 1: the value is empty");
  EXPECT_EQ(fault_of("X: a\rHost: hunter2\n"), "line 1: a control character in it");
  EXPECT_EQ(fault_of(std::string_view("X: a\0b\n", 7)), "line 1: a control character in it");
  EXPECT_EQ(fault_of("hOsT: hunter2\n"), "line 1: hOsT is set by newswatch itself");
  EXPECT_EQ(fault_of("Transfer-Encoding: chunked\n"),
            "line 1: Transfer-Encoding is set by newswatch itself");
  EXPECT_EQ(fault_of("If-None-Match: \"x\"\n"), "line 1: If-None-Match is set by newswatch itself");
  EXPECT_EQ(fault_of("User-Agent: me\n"), "line 1: User-Agent is set by user_agent in the config");
  std::string many;
  for (int i = 0; i < 51; ++i) many += "X-A: 1\n";
  EXPECT_EQ(fault_of(many), "more than 50 headers");
}

TEST_F(Secrets, ReadsAnAddressOfOneLine) {
  write("https://a.example/feed/8f3a\n");
  EXPECT_EQ(read_url(file_).value_or("failed"), "https://a.example/feed/8f3a");
  for (const char* bad : {"", "feed", "ftp://a.example/", "https://u:p@a.example/",
                          "https://a.example/\nhttps://b.example/\n"}) {
    write(bad);
    EXPECT_FALSE(read_url(file_)) << bad;
  }
}

TEST_F(Secrets, NamesTheFilesThatEveryUserMayRead) {
  std::filesystem::permissions(file_, std::filesystem::perms(0640));
  EXPECT_FALSE(others_can_read(file_));
  std::filesystem::permissions(file_, std::filesystem::perms(0644));
  EXPECT_TRUE(others_can_read(file_));
  EXPECT_FALSE(others_can_read("/nowhere"));
  Settings settings;
  settings.feeds = {{.name = "a", .auth_file = file_}, {.name = "b", .headers_file = file_}};
  EXPECT_EQ(secret_files(settings), std::vector<std::filesystem::path>{file_});
}

TEST_F(Secrets, ReadsAKeyOfOneLine) {
  for (const char* text : {"sk-hunter2", "sk-hunter2\n", " sk-hunter2 \r\n"}) {
    write(text);
    EXPECT_EQ(read_key(file_).value_or("failed"), "sk-hunter2");
  }
}

TEST_F(Secrets, RefusesWhatIsNoKey) {
  write(" \n");
  EXPECT_EQ(fault(read_key(file_)), "its line is empty");
  write("hunter2\nmore\n");
  EXPECT_EQ(fault(read_key(file_)), "it has more than one line");
  for (const char* text : {"hunter2\rX: y", "hunter2 x", "hunter2\x7f", "hunter2\xc3\xa9"}) {
    write(text);
    EXPECT_EQ(fault(read_key(file_)),
              "a blank, a control character or a foreign letter in its line");
  }
  EXPECT_NE(fault(read_key("/does/not/exist")).find("No such file"), std::string::npos);
}

TEST_F(Secrets, ReadsOneWebhookSecretOrTwoWhileItIsChanged) {
  const std::string one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const std::string other = "whsec_" + std::string(84, 'A') + "AA==";  // 64 bytes
  write(one);
  EXPECT_EQ(read_webhook_secrets(file_).value_or("failed"), one + "\n");
  write("\n" + one + "\r\n " + other + " \n\n");
  EXPECT_EQ(read_webhook_secrets(file_).value_or("failed"), one + "\n" + other + "\n");
  write(one + "\n" + other + "\n" + one);
  EXPECT_EQ(fault(read_webhook_secrets(file_)), "it has more than two secrets");
}

TEST_F(Secrets, RefusesWhatIsNoWebhookSecret) {
  for (const auto& [text, wrong] : std::vector<std::pair<std::string, std::string>>{
           {"", "it holds no secret"},
           {"hunter2\n", "line 1: it does not begin with whsec_"},
           {"\nwhsk_hunter2\n",
            "line 2: a key of asymmetric signatures: a secret begins with whsec_"},
           {"whsec_hunter2!", "line 1: what follows whsec_ is not base64"},
           {"whsec_hunter2", "line 1: what follows whsec_ is not base64"},
           {"whsec_hunter2=\n", "line 1: the secret has 5 bytes, not 24 to 64"},
           {"whsec_" + std::string(88, 'A'), "line 1: the secret has 66 bytes, not 24 to 64"}}) {
    write(text);
    EXPECT_EQ(fault(read_webhook_secrets(file_)), wrong) << text;
  }
}

}  // namespace
}  // namespace newswatch::config
