// Changes: what one commit did to events, for the log and for the notify loop. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/notification.h"
#include "model/question.h"

namespace newswatch::daemon {

struct Changes {
  // A report that found its event, or waits for the judge to find it.
  struct Member {
    model::Event event;
    model::Report report;
    bool opened = false;
    std::size_t asked = 0;  // questions that it waits for
    std::string judge;      // of one that waited: what ended that
    std::string from;       // the event that waited, when its report is in another now
  };
  // Two open events that are one.
  struct Merge {
    std::string from, into;  // ids
    std::string title;       // of the one that lives on
    std::string why;
  };
  std::vector<Member> members;
  std::vector<Merge> merges;
  std::vector<model::OutboxRow> rows;  // new
  // Known ones that were released or are about another event now. One that the notify loop no
  // longer has was delivered meanwhile.
  std::vector<model::OutboxRow> revised;
  std::vector<std::uint64_t> removed;      // rows of an event that was merged before it was told
  std::vector<model::Question> questions;  // to ask
  std::vector<std::string> settled;        // events: nothing is asked about them any more
};

}  // namespace newswatch::daemon
