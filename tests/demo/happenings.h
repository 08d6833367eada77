// The two halves of the script: articles about the six happenings, and everything else.
#pragma once

#include <vector>

#include "demo/week.h"

namespace newswatch::demo {

std::vector<Article> happening_articles();
std::vector<Article> other_articles();

}  // namespace newswatch::demo
