// Labelled text of any length, broken between words at the terminal's width. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "cli/print/output.h"

namespace newswatch::cli::print {

// Width of the labels of the facts at the head of an event or a story.
inline constexpr std::size_t kFactLabel = 11;

// Lines that each end in a newline. The first begins after text that stands at `indent` columns
// already, the others are indented by as many. Made safe (text::printable). A number stays with the
// word before it; a word wider than the line is left whole; where there is no terminal, nothing is
// broken.
std::string wrapped(std::string_view text, std::size_t indent, const Terminal& terminal);

// "  LABEL   text": wrapped text behind a label of `width` columns that begins at `indent`. Nothing
// when the text is empty.
std::string labelled(std::size_t indent, std::string_view label, std::size_t width,
                     std::string_view text, const Terminal& terminal);

// Labels and texts below each other, the texts aligned and wrapped. A label without a text is left
// out.
using Labelled = std::pair<std::string, std::string>;
std::string labelled_list(std::span<const Labelled> list, const Terminal& terminal);

}  // namespace newswatch::cli::print
