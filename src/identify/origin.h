// Finds out who wrote the text of a story: a wire (a news agency), another outlet, or its own
// outlet. Reports of one origin count as one source, however many outlets print them.
//
// There are two signs: the mark of a wire (in a dateline, at the end of the text, in a byline), and
// agreement with a known text. Pure; any thread; values own their memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace newswatch::identify {

// The wire that wrote the text: "AP", "Reuters", "PTI". nullopt: none. Its mark may be "WASHINGTON
// (AP) —" at the start, "(PTI)" or "(With inputs from PTI)" at the end, "Associated Press" or "Jane
// Doe, AP" as an author. A mention ("Reuters reported") is no mark, nor is "The Associated Press
// contributed to this report": that text is the outlet's own. `text` is plain text.
std::optional<std::string> wire_of(std::string_view text, std::span<const std::string> authors);
// The wire that wrote an item, by its summary and content, its authors, or its outlet ("AP News").
std::optional<std::string> wire_of(const model::Item& item, const std::string& outlet);

// The hashes of all runs of three words in a text, sorted, each once.
using Shingles = std::vector<std::uint64_t>;
Shingles shingles(std::string_view text);

// The share of the shorter text that the longer one contains, from 0 to 1; feeds cut copies of a
// text at different lengths. 0 if the shorter has fewer than 20 words or is less than a third of
// the other: that would prove nothing.
double text_agreement(const Shingles& a, const Shingles& b);

inline constexpr double kSameText = 0.85;  // the least text_agreement() of two copies

}  // namespace newswatch::identify
