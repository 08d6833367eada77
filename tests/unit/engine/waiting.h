// A newsroom with a judge, for the tests of events that wait: doubt about nearly everything, and a
// threshold at which the score by itself joins nothing.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {

inline constexpr auto kSame = model::Verdict::kSame;
inline constexpr auto kNotSame = model::Verdict::kNotSame;

inline const std::string kCosts = "Altman doubts what DeepSeek says about training costs";
inline const std::string kRivals = "Rivals of DeepSeek doubt training costs, ask for proof";
inline const std::string kSenators = "Senators want schools to review the security of DeepSeek";

class Waiting : public Newsroom {
 protected:
  Waiting() {
    settings_.judge.command = {"judge"};
    settings_.judge.band = {0.02, 0.98};
    settings_.event.threshold = 0.99;  // by itself the score joins nothing
    open();
    start_quietly();
  }

  // An event that was told, and one that waits: is it the same?
  void ask(const std::string& first = kAltman, const std::string& second = kAltmanAgain) {
    old_ = poll(kTime, {{.title = first, .published = clock_.now(), .id = "a1"}})
               .changes.placed.at(0)
               .event.id;
    clock_.pass(10min);
    const Ingested applied =
        poll(kHill, {{.title = second, .published = clock_.now(), .id = "h1"}});
    ASSERT_EQ(applied.changes.placed.size(), 1u);
    EXPECT_EQ(applied.changes.placed[0].asked, 1u);
    waits_ = applied.changes.placed[0].event.id;
    ASSERT_NE(waits_, old_);
    ASSERT_EQ(applied.changes.questions.size(), 1u);
  }

  void let_the_score_join() {
    settings_.event.threshold = 0.03;
    reload();
  }

  std::vector<std::string> told() {  // titles in the outbox that may go out now
    std::vector<std::string> titles;
    for (const model::OutboxRow& row : outbox()) {
      if (row.not_before <= clock_.now()) titles.push_back(row.notification.title);
    }
    return titles;
  }
  std::vector<model::Question> questions() { return *store::all_questions(*store_); }

  std::string old_, waits_;
};

}  // namespace newswatch::engine
