// What a judge is told and how its answer is read, whatever way it is asked. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "judge/judge.h"

namespace newswatch::judge {

// What the model of a chat server is told before the question. The only place where it stands.
extern const std::string_view kInstructions;

// The question as one line of JSON: {"a": REPORT, "b": [REPORT, ...]}.
std::string question_json(const model::Question& question);

// An answer of at most 64 KiB: one JSON object with exactly `same` and `why`, after one leading
// <think>...</think> block and one ``` or ```json fence are taken off. Anything else is kBadInput,
// also same = null, which is "undecided: WHY".
model::Result<Answer> read_answer(std::string_view content);

}  // namespace newswatch::judge
