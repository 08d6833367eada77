// Text with labels, wrapped at the width of the terminal. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "cli/print/output.h"

namespace newswatch::cli::print {

// The width of the labels at the head of an event or a story.
inline constexpr std::size_t kFactLabel = 11;

// The text in lines, each with a newline, and made safe (text::printable). The first line is
// printed at column `indent` by the caller; the others are indented by `indent` spaces. A number
// stays with the word before it. A word wider than the line is not broken. Without a terminal
// nothing is wrapped.
std::string wrapped(std::string_view text, std::size_t indent, const Terminal& terminal);

// "  LABEL   text": `indent` spaces, the label padded to `width` columns, the wrapped text. Empty
// if the text is empty.
std::string labelled(std::size_t indent, std::string_view label, std::size_t width,
                     std::string_view text, const Terminal& terminal);

// The labels and texts one below the other, the texts aligned and wrapped. Those with an empty text
// are left out.
using Labelled = std::pair<std::string, std::string>;
std::string labelled_list(std::span<const Labelled> list, const Terminal& terminal);

}  // namespace newswatch::cli::print
