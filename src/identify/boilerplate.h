// A feed's own boilerplate: what stands at the start or the end of its titles because of who
// publishes them ("Watch:", "Opinion |", "| TIME"), and at the end of its summaries.
//
// Title parts are learned per feed, over the titles of its stories, and kept in the feed's state.
// They leave the title for folding and for the title key; what is shown stays as the feed gave it.
// A name that opens headlines ("DeepSeek: ...") is news, not boilerplate: it also stands elsewhere
// in the feed's titles. Pure; any thread. Memory: 64 parts of at most 60 bytes a feed.
#pragma once

#include <string>
#include <string_view>

#include "model/feed.h"

namespace newswatch::identify {

// Counts one more title. Counts are halved at 1000 titles: a part that is no longer in use fades.
void learn_title(model::TitleParts& parts, std::string_view title);

// True when the part is boilerplate by what was counted so far.
bool is_boilerplate(const model::TitleParts& parts, const model::TitlePart& part);

// The title without the parts that are boilerplate; at least two words of it stay.
std::string without_parts(const model::TitleParts& parts, std::string_view title);

// A summary without what publishing systems put behind it: "The post TITLE appeared first on SITE",
// "Continue reading ...", "Read more". Plain text.
std::string_view without_footer(std::string_view summary);

}  // namespace newswatch::identify
