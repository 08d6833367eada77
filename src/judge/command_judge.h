// CommandJudge: runs a program of the user for each question (process/child.h). The program gets
// the question as one line of JSON on stdin and writes the answer to stdout.
//
// At most 2 programs run at once; other questions wait in order, and their deadlines hold
// meanwhile. A run that fails is kTransient, with the end of its stderr; more than 64 KiB on stdout
// is kBadInput. A question ends at its deadline, even if its program has not ended yet. One thread.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "judge/judge.h"
#include "process/child.h"

namespace newswatch::judge {

class CommandJudge final : public Judge {
 public:
  // environment: the program's, NAME=value. The clock must outlive the judge.
  CommandJudge(std::vector<std::string> command, std::vector<std::string> environment,
               const model::Clock& clock);
  ~CommandJudge() override;
  CommandJudge(const CommandJudge&) = delete;
  CommandJudge& operator=(const CommandJudge&) = delete;

  void start(const model::Question& question) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<QuestionOutcome>& done) override;
  void cancel(const std::string& event) override;
  void cancel_all() override;

 private:
  struct Waiting {
    std::string event, candidate, input;
    model::Monotonic deadline{};
  };
  struct Run {
    std::string event, candidate;
    std::unique_ptr<process::Child> child;
    bool settled =
        false;  // its outcome is known or not wanted, and only the process must still end
  };

  void admit_waiting();
  bool move_on(Run& run);
  void end(const std::string& event, const std::string& candidate, model::Result<Answer> answer);

  const std::vector<std::string> command_, environment_;
  const model::Clock& clock_;
  std::deque<Waiting> waiting_;
  std::vector<Run> runs_;
  std::vector<QuestionOutcome> ended_;
};

}  // namespace newswatch::judge
