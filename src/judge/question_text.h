// What every kind of judge is sent for a question, and how its answer is read.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "judge/judge.h"

namespace newswatch::judge {

// The system message for the model of a chat server.
extern const std::string_view kInstructions;

// The question as one line of JSON: {"a": REPORT, "b": [REPORT, ...]}.
std::string question_json(const model::Question& question);

// Reads an answer of at most 64 KiB: one JSON object with exactly `same` and `why`. A leading
// <think>...</think> block and a ``` or ```json fence around the object are taken off. Anything
// else is kBadInput, and so is same = null, which reads "undecided: WHY".
model::Result<Answer> read_answer(std::string_view content);

}  // namespace newswatch::judge
