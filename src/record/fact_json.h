// The JSON of facts (model/regrouping.h): what a person said of two stories. Pure; any thread;
// nothing throws.
#pragma once

#include <string>
#include <string_view>

#include "model/regrouping.h"
#include "model/result.h"

namespace newswatch::record {

std::string fact_json(const model::Fact& fact);               // {"schema":1,"a","b","same","since"}
model::Result<model::Fact> read_fact(std::string_view json);  // kCorrupt: what is wrong

}  // namespace newswatch::record
