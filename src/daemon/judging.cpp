#include "daemon/judging.h"

#include <utility>

#include "daemon/report.h"

namespace newswatch::daemon {

std::unique_ptr<judge::Asker> make_asker(const MakeJudge& make_judge,
                                         const config::Settings& settings) {
  auto judge = make_judge(settings);
  if (judge) return std::make_unique<judge::Asker>(std::move(*judge));
  report::judge_setup(judge.error());
  return std::make_unique<judge::Asker>(nullptr);
}

}  // namespace newswatch::daemon
