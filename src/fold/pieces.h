// pieces: the words of a folded text as folding takes them, and grams, the runs of a few characters
// that stand for words where a script writes no spaces. Pure; any thread; linear in the text.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace newswatch::fold {

enum class Script { kSpaced, kHangul, kHanKana, kOther };  // kOther: Thai, Lao, Khmer, Burmese

struct Piece {
  std::string_view text;  // points into the folded text
  Script script = Script::kSpaced;
};

// The words of text::words(), each cut where its script changes; Han and Kana stay together. A
// script without spaces gives a run of words as one piece.
std::vector<Piece> pieces(std::string_view folded);

// All runs of `size` characters, in their order; the whole if it has no more.
std::vector<std::string_view> grams(std::string_view text, std::size_t size);

// Characters of a gram: a pair where a character is a syllable or more, else three.
std::size_t gram_size(Script script);

// The first `size` characters.
std::string_view first_characters(std::string_view text, std::size_t size);

}  // namespace newswatch::fold
