#include "cli/known_topic.h"

#include <algorithm>
#include <set>
#include <vector>

#include "cli/cli.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/nearest.h"

namespace newswatch::cli {
namespace {

std::string hint(const std::string& name, const std::vector<std::string>& known) {
  const std::string_view near = text::nearest(name, known);
  if (!near.empty()) return "did you mean " + text::quoted(near) + "?";
  if (known.empty()) return "there is none";
  constexpr std::size_t kShown = 10;
  const std::vector<std::string> first(known.begin(),
                                       known.begin() + std::min(kShown, known.size()));
  return "there is " + print::joined(first) + (known.size() > kShown ? " and more" : "");
}

}  // namespace

int check_topic(const OpenStore& store, const std::string& name) {
  if (name.empty() || !store.config_read) return kOk;
  std::set<std::string> known;
  for (const config::TopicSettings& topic : store.settings.topics) known.insert(topic.name);
  if (known.contains(name)) return kOk;
  const auto walked =
      store::for_each_event_newest_first(*store.reader, [&](const model::Event& event) {
        known.insert(event.topics.begin(), event.topics.end());
        return !known.contains(name);
      });
  if (!walked) return store_failed(walked.error());
  if (known.contains(name)) return kOk;
  constexpr std::size_t kShownName = 80;  // bytes
  print::complain("no topic " + text::quoted(text::shortened(name, kShownName)) +
                  " in the config, nor one that stored events have; " +
                  hint(name, {known.begin(), known.end()}));
  return kNotFound;
}

}  // namespace newswatch::cli
