#include "fold/links.h"

#include <algorithm>

#include "fold/weights.h"
#include "text/hash.h"

namespace newswatch::fold {

model::TermId link_id(std::string_view link) { return text::hash64("l:" + std::string(link)); }

std::vector<model::TermId> link_ids(std::string_view own, std::span<const std::string> others) {
  std::vector<model::TermId> ids;
  for (const std::string& link : others.first(std::min(others.size(), kOtherLinks))) {
    if (!link.empty()) ids.push_back(link_id(link));
  }
  if (!own.empty()) ids.push_back(link_id(own));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace newswatch::fold
