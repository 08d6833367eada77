#include "view/how_it_came.h"

#include <fmt/format.h>

namespace newswatch::view {

std::string how_it_came(const model::Report& report, const model::Event& event) {
  if (!report.opened) return fmt::format("joined with score {:.2f}", report.score);
  return report.link == event.link ? "opened the event"
                                   : "opened an event that was merged into this one";
}

}  // namespace newswatch::view
