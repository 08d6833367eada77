#include "fold/background.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_map>

#include "fold/stem.h"
#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// Below it the table stops: what it does not list stands in fewer items than this.
constexpr double kRareShare = 0.0001;

// They tell nothing of what happened, how often news may say them: idf makes little of them from
// the first story on. The table's source also knows no letters alone and no halves of "didn't".
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
    "saturday sunday news report reports reported update live watch video according need know t ve "
    "ll aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn";
constexpr double kFunctionShare = 0.2;

using Shares = std::unordered_map<model::TermId, float>;

Shares read_table() {
  Shares shares;
  const std::string table = background_table();
  shares.reserve(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')));
  std::string_view rest = table;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string_view::npos) continue;
    unsigned parts_per_million = 0;
    std::from_chars(line.data() + tab + 1, line.data() + line.size(), parts_per_million);
    shares.emplace(word_id(line.substr(0, tab)), static_cast<float>(parts_per_million) / 1e6F);
  }
  for (const std::string_view word : text::words(kFunctionWords)) {
    float& share = shares[word_id(stem(word))];
    share = std::max(share, static_cast<float>(kFunctionShare));
  }
  return shares;
}

}  // namespace

double background_share(model::TermId word) {
  static const Shares shares = read_table();
  const auto found = shares.find(word);
  return found == shares.end() ? kRareShare : static_cast<double>(found->second);
}

}  // namespace newswatch::fold
