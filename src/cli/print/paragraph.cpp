#include "cli/print/paragraph.h"

#include <algorithm>

#include "text/escape.h"

namespace newswatch::cli::print {

namespace {

// Where the word that begins at `begin` ends.
std::size_t end_of_word(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin;;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t next = end + 1;
    if (next >= text.size() || text[next] < '0' || text[next] > '9') return end;
    at = next;
  }
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, const Terminal& terminal) {
  constexpr std::size_t kNarrowest = 20;  // a narrower line is left to the terminal to break
  const std::string safe = text::printable(text);
  if (terminal.width < indent + kNarrowest) return safe + "\n";
  const std::size_t room = terminal.width - indent;
  std::string out;
  std::size_t used = 0;
  for (std::size_t begin = 0; begin < safe.size();) {
    const std::size_t end = end_of_word(safe, begin);
    const std::string_view word = std::string_view(safe).substr(begin, end - begin);
    const std::size_t needs = text::columns(word);
    if (used > 0 && used + 1 + needs > room) {
      out += "\n" + std::string(indent, ' ');
      used = 0;
    } else if (begin > 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += needs;
    begin = end + 1;
  }
  return out + "\n";
}

std::string labelled(std::size_t indent, std::string_view label, std::size_t width,
                     std::string_view text, const Terminal& terminal) {
  if (text.empty()) return {};
  std::string head(indent, ' ');
  head += text::printable(label);
  head.resize(std::max(head.size() + 1, indent + width), ' ');
  return head + wrapped(text, head.size(), terminal);
}

std::string labelled_list(std::span<const Labelled> list, const Terminal& terminal) {
  constexpr std::size_t kGap = 2;
  std::size_t widest = 0;
  for (const auto& [label, text] : list) {
    if (!text.empty()) widest = std::max(widest, text::printable(label).size());
  }
  std::string out;
  for (const auto& [label, text] : list) out += labelled(0, label, widest + kGap, text, terminal);
  return out;
}

}  // namespace newswatch::cli::print
