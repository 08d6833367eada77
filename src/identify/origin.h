// Whose text a story is: a wire's, another outlet's, or its own outlet's. Reports of one origin
// count as one source, however many outlets print it.
//
// Two signs: a wire's mark (a dateline, the end of the text, a byline) and agreement with a text
// that is known. Pure; any thread; values own their memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace newswatch::identify {

// The wire whose text this is: "AP", "Reuters", "PTI". Marks that count: "WASHINGTON (AP) —" at the
// start, "(PTI)" or "(With inputs from PTI)" at the end, "Associated Press" or "Jane Doe, AP" as an
// author. A mention does not ("Reuters reported"), nor does "The Associated Press contributed to
// this report": there the outlet's own reporter wrote the text. `text` is plain text.
std::optional<std::string> wire_of(std::string_view text, std::span<const std::string> authors);
// The same of an item: of its summary and its content, its authors, or its outlet ("AP News").
std::optional<std::string> wire_of(const model::Item& item, const std::string& outlet);

// A text as the set of its runs of three words: hashes, sorted, each once.
using Shingles = std::vector<std::uint64_t>;
Shingles shingles(std::string_view text);

// How much of the shorter text stands in the other, 0..1: a feed cuts one copy shorter than another
// does. 0 when it proves nothing: fewer than 20 words, or less than a third of the other.
double text_agreement(const Shingles& a, const Shingles& b);

inline constexpr double kSameText = 0.85;  // text_agreement of copies, at least

}  // namespace newswatch::identify
