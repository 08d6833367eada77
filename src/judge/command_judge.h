// CommandJudge: a program of the user's that gets the question as one line of JSON on stdin and
// writes the answer to stdout (process/child.h says how it is run).
//
// At most 2 run at once; the rest wait in order, their deadlines running on. A run that fails is
// kTransient, with the end of its stderr; more than 64 KiB on stdout is kBadInput. The answer to a
// late question is not waited for: the program is ended behind it. One thread.
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
  // environment: NAME=value, all that the command gets. The clock must outlive it.
  CommandJudge(std::vector<std::string> command, std::vector<std::string> environment,
               const model::Clock& clock);
  ~CommandJudge() override;
  CommandJudge(const CommandJudge&) = delete;
  CommandJudge& operator=(const CommandJudge&) = delete;

  void start(const model::Question& question) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Judged>& done) override;
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
    bool told = false;  // or given up: what becomes of it is no matter
  };

  void admit_waiting();
  bool move_on(Run& run);
  void end(const std::string& event, const std::string& candidate, model::Result<Answer> answer);

  const std::vector<std::string> command_, environment_;
  const model::Clock& clock_;
  std::deque<Waiting> waiting_;
  std::vector<Run> runs_;
  std::vector<Judged> ended_;
};

}  // namespace newswatch::judge
