// Which document was in hand when a process ended: marks in a real file, and processes that die.
#include "daemon/crash_marks.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "support/folder.h"

namespace newswatch::daemon {
namespace {

using Left = std::map<std::string, int>;

class CrashMarksTest : public testing::Test {
 protected:
  std::unique_ptr<CrashMarks> open() {
    auto opened = CrashMarks::open(file_);
    EXPECT_TRUE(opened) << opened.error().context;
    return opened ? std::move(*opened) : nullptr;
  }

  Left left() { return open()->left(urls_); }

  // Runs the work in a process of its own, which is killed at its end.
  void die_after(const std::function<void(CrashMarks&)>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto marks = CrashMarks::open(file_);
      if (marks) work(**marks);
      ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
  }

  void die_with(const std::string& url) {
    die_after([&](CrashMarks& marks) {
      const auto mark = marks.mark(url);
      ::raise(SIGKILL);
    });
  }

  test::Folder folder_;
  const std::filesystem::path file_ = folder_.path() / "documents-in-hand";
  const std::vector<std::string> urls_ = {"https://a.example/feed", "https://b.example/feed"};
};

TEST_F(CrashMarksTest, NamesTheDocumentThatWasInHandAndCountsTheEnds) {
  EXPECT_EQ(left(), Left{});
  for (int times = 1; times <= 3; ++times) {
    die_with(urls_[0]);
    EXPECT_EQ(left(), (Left{{urls_[0], times}}));
    EXPECT_EQ(left(), (Left{{urls_[0], times}})) << "a start alone changes nothing";
  }
}

TEST_F(CrashMarksTest, ADocumentThatNobodyWorkedOnIsInnocent) {
  die_after([&](CrashMarks& marks) {
    { const auto parsed = marks.mark(urls_[1]); }  // and waits for the writer
    const auto in_hand = marks.mark(urls_[0]);
    ::raise(SIGKILL);
  });
  EXPECT_EQ(left(), (Left{{urls_[0], 1}}));
}

TEST_F(CrashMarksTest, AnEndInGoodOrderLeavesNothing) {
  {
    const auto marks = open();
    const auto mark = marks->mark(urls_[0]);
  }
  EXPECT_EQ(left(), Left{});
}

TEST_F(CrashMarksTest, ADocumentThatIsDoneAfterAllIsForgiven) {
  die_with(urls_[0]);
  die_with(urls_[1]);
  open()->forget(urls_[0]);
  EXPECT_EQ(left(), (Left{{urls_[1], 1}}));
}

TEST_F(CrashMarksTest, AFeedThatIsNotAskedForIsLeftOut) {
  die_with("https://removed.example/feed");
  EXPECT_EQ(left(), Left{});
}

TEST_F(CrashMarksTest, OddBytesInTheFileAreReadWithoutHarm) {
  for (const std::size_t size : {0, 1, 15, 17, 4096, 9000}) {
    std::ofstream(file_, std::ios::binary) << std::string(size, '\xA5');
    EXPECT_EQ(left(), Left{}) << size;
    die_with(urls_[0]);
    EXPECT_EQ(left(), (Left{{urls_[0], 1}})) << size;
    open()->forget(urls_[0]);
  }
}

TEST_F(CrashMarksTest, MoreThreadsThanSlotsLeaveTheLastUnmarked) {
  const auto marks = open();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 200; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        const auto mark = marks->mark("https://feed.example/" + std::to_string(i));
      }
    });
  }
  threads.clear();
  const auto mark = marks->mark(urls_[0]);
  EXPECT_EQ(left(), (Left{{urls_[0], 1}})) << "every slot was given back";
}

TEST_F(CrashMarksTest, AFileThatCanNotGrowIsBorne) {
  die_after([&](CrashMarks&) {});
  std::filesystem::resize_file(file_, 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_FSIZE, &none);
    auto marks = CrashMarks::open(file_);
    if (!marks) ::_exit(2);
    { const auto mark = (*marks)->mark(urls_[0]); }
    (*marks)->forget(urls_[0]);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(CrashMarksTest, AFolderThatIsNotThereIsAnError) {
  const auto opened = CrashMarks::open(folder_.path() / "no" / "marks");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, model::ErrorKind::kPermanent);
  EXPECT_NE(opened.error().context.find("No such file"), std::string::npos);
}

TEST_F(CrashMarksTest, TheGroupMayReadItAndNobodyElse) {
  const auto marks = open();
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0137, 0u);
}

TEST_F(CrashMarksTest, AProcessThatEndsByItsOwnWillBlamesNoDocument) {
  die_with(urls_[0]);
  die_after([&](CrashMarks& marks) {
    const auto mark = marks.mark(urls_[0]);
    const auto other = marks.mark(urls_[1]);
    marks.release_all();
    ::raise(SIGKILL);
  });
  EXPECT_EQ(left(), (Left{{urls_[0], 1}})) << "only the crash before";
}

}  // namespace
}  // namespace newswatch::daemon
