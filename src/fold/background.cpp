#include "fold/background.h"

#include <unordered_set>

#include "fold/stem.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// Function words of English: they tell nothing of what happened. Every one stands in far more than
// a tenth of all news, so that idf makes little of it from the first story on.
constexpr std::string_view kFunctionWords =
    "a about above after again against all also although am amid among an and any are as at be "
    "because been before being below between both but by can could did do does doing down during "
    "each even ever every few first for from further get gets give go goes going had has have "
    "having he her here hers him his how however i if in into is it its itself just last less let "
    "like likely made make makes many may me might more most much must my new no nor not now of "
    "off "
    "on once one only onto or other our out over own per s said same say saying says see she "
    "should "
    "since so some still such take takes than that the their them then there these they this those "
    "through time to told too two under until up upon us very via was way we week well were what "
    "when where whether which while who whom whose why will with within without would year years "
    "yet you your day days month months today yesterday monday tuesday wednesday thursday friday "
    "saturday sunday news report reports reported update live watch video according need know t";
constexpr double kFunctionShare = 0.2;
constexpr double kRareShare = 0.0005;

const std::unordered_set<model::TermId>& function_words() {
  static const std::unordered_set<model::TermId> ids = [] {
    std::unordered_set<model::TermId> out;
    for (const std::string_view word : text::words(kFunctionWords)) {
      out.insert(word_id(stem(word)));
    }
    return out;
  }();
  return ids;
}

}  // namespace

double background_share(model::TermId word) {
  return function_words().contains(word) ? kFunctionShare : kRareShare;
}

}  // namespace newswatch::fold
