#include "cli/print/event_line.h"

#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "text/escape.h"

namespace newswatch::cli::print {

std::string event_line(const model::Event& event, std::string_view state,
                       const Terminal& terminal) {
  const std::string time = instant(event.first_seen, terminal);
  const std::string topics = text::printable(joined(event.topics));
  const std::string id = shown_id(event.id, terminal);
  std::string what = state.empty() ? "" : "[" + std::string(state) + "] ";
  what += text::printable(event.title) + " (" + text::printable(joined(event.outlets)) + ")";
  constexpr std::size_t kNarrowest = 20;
  const std::size_t around = text::columns(time + "  " + topics + "    " + id);
  if (terminal.width > around + kNarrowest) what = fitted(what, terminal.width - around);
  return styled(time, Style::kDim, terminal) + "  " + styled(topics, Style::kAccent, terminal) +
         "  " + what + "  " + styled(id, Style::kDim, terminal);
}

}  // namespace newswatch::cli::print
