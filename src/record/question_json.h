// JSON of a question to the judge as it is stored. Texts, times, reading and errors as in
// event_json.h. What the judge gets is in judge_json.h.
#pragma once

#include <string>
#include <string_view>

#include "model/question.h"
#include "model/result.h"

namespace newswatch::record {

std::string stored_question(const model::Question& question);
model::Result<model::Question> read_question(std::string_view json);

}  // namespace newswatch::record
