// Finds the boilerplate of a feed: words that the publisher puts at the start or the end of many
// titles ("Watch:", "Opinion |", "| TIME"), and footers of summaries.
//
// The parts of titles are learned for each feed from the titles of its stories, and kept in the
// state of the feed. Boilerplate is removed from a title before folding and for the title key; the
// title that people see keeps it. A name that opens headlines ("DeepSeek: ...") is not boilerplate:
// it also stands elsewhere in the feed's titles. Pure; any thread. Memory: 64 parts of 60 bytes for
// a feed.
#pragma once

#include <string>
#include <string_view>

#include "model/feed.h"

namespace newswatch::identify {

// Counts the parts of one more title. After 1000 titles all counts are halved, so that parts which
// are no longer used are forgotten.
void learn_title(model::TitleParts& parts, std::string_view title);

// Whether the part is boilerplate, by the counts so far.
bool is_boilerplate(const model::TitleParts& parts, const model::TitlePart& part);

// The title without boilerplate. At least two words are left.
std::string without_parts(const model::TitleParts& parts, std::string_view title);

// A summary in plain text without the footers of publishing systems: "The post TITLE appeared first
// on SITE", "Continue reading ...", "Read more".
std::string_view without_footer(std::string_view summary);

}  // namespace newswatch::identify
