// The fields of a story that a topic's terms are looked for in, by the names that the config gives
// them. Internal to config/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace newswatch::config {

struct TermField {
  std::string_view name;
  std::vector<std::string> Terms::*terms;
};

inline constexpr TermField kTermFields[] = {
    {"title", &Terms::title},       {"summary", &Terms::summary}, {"text", &Terms::text},
    {"category", &Terms::category}, {"author", &Terms::author},   {"url", &Terms::url}};

}  // namespace newswatch::config
