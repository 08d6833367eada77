// JSON of a question to the judge, as the store holds it. Rules of event_json.h.
#pragma once

#include <string>
#include <string_view>

#include "model/question.h"
#include "model/result.h"

namespace newswatch::record {

std::string stored_question(const model::Question& question);
model::Result<model::Question> read_question(std::string_view json);

}  // namespace newswatch::record
