// Judge: the port to an opinion on whether a new report tells of the same happening as an event.
//
// The notify loop owns a Judge and calls everything. start() never blocks; collect() hands back the
// answers that came. An unusable answer (none, nonsense, late) is an error, never a guess. This
// version has no adapter: a config with [judge] is refused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/result.h"

namespace newswatch::judge {

struct Question {
  std::uint64_t id = 0;
  model::Report report;              // the new one
  std::vector<model::Report> event;  // up to five reports of the event it might belong to
};

enum class Verdict { kSame, kNotSame, kUndecided };

struct Answer {
  std::uint64_t question = 0;
  Verdict verdict = Verdict::kUndecided;
  std::string why;
};

struct Judged {
  std::uint64_t question = 0;
  model::Result<Answer> answer;
};

class Judge {
 public:
  virtual ~Judge() = default;
  virtual void start(const Question& question) = 0;
  virtual void collect(std::vector<Judged>& done) = 0;
};

}  // namespace newswatch::judge
