// background: how common a word is in general English news, until the stream shows it (weights.h).
//
// A share, 0..1, of news items that hold it, where an item is a title with a short summary, about
// 35 words. It comes from the table background.tsv, which is part of the program and is read at the
// first call (5 ms). Of other languages only words that tell nothing are known (function_words.h).
// Pure; any thread.
#pragma once

#include <string>

#include "model/fold_record.h"

namespace newswatch::fold {

// Of the word with this id (stem.h). A word that the table does not have is rare, never 0.
double background_share(model::TermId word);
// The same with a share of the caller's for what is not known; `english` tells whether the table of
// English has it.
struct Background {
  double share = 0;
  bool known = false, english = false;
};
Background background(model::TermId term, double unknown);

// The bytes of the table.
std::string background_table();

}  // namespace newswatch::fold
