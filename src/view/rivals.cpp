#include "view/rivals.h"

#include <algorithm>

#include "view/find.h"

namespace newswatch::view {

model::Result<std::vector<record::Rival>> rivals(const store::Rows& reader,
                                                 const model::Report& report) {
  std::vector<record::Rival> out;
  for (const model::Considered& considered : report.considered) {
    const auto found = living_event(reader, considered.event);
    if (!found) return tl::unexpected(found.error());
    const std::optional<model::Event>& event = *found;
    out.push_back(
        {considered, event ? event->id : considered.event, event ? event->title : std::string()});
  }
  return out;
}

const record::Rival* next_best(std::span<const record::Rival> rivals, std::string_view event) {
  const auto at = std::find_if(rivals.begin(), rivals.end(),
                               [&](const record::Rival& rival) { return rival.lives_in != event; });
  return at == rivals.end() ? nullptr : &*at;
}

}  // namespace newswatch::view
