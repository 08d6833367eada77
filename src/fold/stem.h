// stem: a word's stem (Snowball's English stemmer), and the id of a stem.
//
// Ids are stored with the events: neither may change without a new version of the record. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "model/fold_record.h"

namespace newswatch::fold {

// Of a case-folded word: "investigators" -> "investig".
std::string stem(std::string_view word);

model::TermId word_id(std::string_view stem_of_word);
model::TermId gram_id(std::string_view gram);  // pieces.h

}  // namespace newswatch::fold
