// Any text as a topic's term, and the text it is looked for in: the first line is the term.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "match/field_text.h"
#include "match/term.h"
#include "text/ascii.h"
#include "text/normalize.h"

namespace newswatch::fuzz {
namespace {

bool is_pattern(std::string_view term) {
  return term.size() > 2 && term.starts_with('/') && term.ends_with('/');
}

void check_found(const match::Term& term, const match::FieldText& field, bool pattern) {
  const auto found = term.find(field);
  demand(term.find(field) == found, "it is found again");
  if (!found) return;
  if (pattern) {
    demand(field.visible().find(*found) != std::string_view::npos, "it stands in the text");
    return;
  }
  demand(!found->empty(), "it has words");
  std::size_t at = 0;
  for (const std::string_view word : text::words(*found)) {
    at = field.folded().find(word, at);
    demand(at != std::string_view::npos, "its words stand in the text, in their order");
    at += word.size();
  }
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view given = text::take_piece(text, "\n");
  const auto term = match::Term::compile(given);
  const bool pattern = fuzz::is_pattern(given);
  if (!term) {
    fuzz::demand(!term.error().context.empty(), "a refusal says why");
    return 0;
  }
  fuzz::check_found(*term, match::FieldText(text), pattern);
  fuzz::check_found(*term, match::FieldText(text, match::TextFormat::kHtml), pattern);
  if (pattern) return 0;
  const std::string_view words = given.substr(0, given.size() - (given.ends_with('*') ? 1 : 0));
  fuzz::demand(term->find(match::FieldText(words)).has_value(), "a term is found in its own words");
  const std::string around = "so " + std::string(words) + " it";
  fuzz::demand(term->find(match::FieldText(around)).has_value(), "and among others");
  return 0;
}
