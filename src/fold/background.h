// How common a word is in general English news, before the stream has taught better.
//
// A share (0..1) of news items, each a title with a short summary, about 35 words, from the table
// background.tsv, which is part of the program and is read at the first call (4 ms). Pure; any
// thread.
#pragma once

#include <string>

#include "model/fold_record.h"

namespace newswatch::fold {

// Of the word with this id (fold/stem.h). A word that general news does not know is rare, never 0.
double background_share(model::TermId word);

// The table's bytes.
std::string background_table();

}  // namespace newswatch::fold
