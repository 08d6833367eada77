#include "cli/input_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace newswatch::cli {
namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) {
    path_ = testing::TempDir() + "newswatch-input-XXXXXX";
    const int fd = ::mkstemp(path_.data());
    EXPECT_GE(fd, 0);
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string next(InputFile& input) {
  const auto line = input.read_line();
  if (!line) return "error: " + line.error().context;
  return *line ? std::string(**line) : "end";
}

TEST(InputFile, ReadsLinesAlsoTheLastWithoutItsEnd) {
  const TemporaryFile file("one\n\nthree");
  auto input = InputFile::open(file.path());
  ASSERT_TRUE(input);
  EXPECT_EQ(next(*input), "one");
  EXPECT_EQ(next(*input), "");
  EXPECT_EQ(next(*input), "three");
  EXPECT_EQ(next(*input), "end");
  EXPECT_EQ(next(*input), "end");
}

TEST(InputFile, ReadsLinesLongerThanItsChunks) {
  const std::string longer(200'000, 'x');
  const TemporaryFile file(longer + "\nb\n");
  auto input = InputFile::open(file.path());
  ASSERT_TRUE(input);
  EXPECT_EQ(next(*input), longer);
  EXPECT_EQ(next(*input), "b");
  EXPECT_EQ(next(*input), "end");
}

TEST(InputFile, SkipsALineThatIsTooLongAndGoesOn) {
  const TemporaryFile file(std::string(40u << 20, 'x') + "\nshort\n");
  auto input = InputFile::open(file.path());
  ASSERT_TRUE(input);
  EXPECT_NE(next(*input).find("over 16 MiB"), std::string::npos);
  EXPECT_EQ(next(*input), "short");
  EXPECT_EQ(next(*input), "end");
}

TEST(InputFile, RefusesWhatIsTooBigOrNotThere) {
  const TemporaryFile file(std::string(2u << 20, 'x'));
  auto input = InputFile::open(file.path());
  ASSERT_TRUE(input);
  EXPECT_FALSE(input->read_all(1u << 20));
  const auto missing = InputFile::open("/nonexistent/feed.xml");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().context.find("/nonexistent/feed.xml"), std::string::npos);
  EXPECT_FALSE(InputFile::open(testing::TempDir())->read_all(1u << 20)) << "a folder";
}

}  // namespace
}  // namespace newswatch::cli
