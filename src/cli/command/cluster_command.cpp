// newswatch cluster: folds a stream of items into events, without topics or look-ahead.
#include <algorithm>
#include <map>

#include "cli/command/commands.h"
#include "cli/item_lines.h"
#include "fold/fold.h"
#include "fold/index.h"
#include "identify/boilerplate.h"
#include "identify/canonical_url.h"
#include "identify/outgoing_links.h"
#include "text/plain_text.h"

namespace newswatch::cli::command {
namespace {

class Clusterer {
 public:
  explicit Clusterer(const config::EventSettings& settings)
      : policy_{settings.window, settings.cluster_threshold} {}

  // The id of the item's event.
  std::string add(const LineItem& item) {
    // An item without a time gets the time of the newest item before it: the answer depends on the
    // stream alone, never on today's date.
    newest_ = std::max(newest_, item.published.value_or(newest_));
    fold::IncomingStory incoming;
    incoming.id = std::to_string(++items_);
    incoming.outlet = item.feed;
    incoming.title = bare_title(item);
    incoming.summary = identify::without_footer(
        text::plain_text(item.summary.empty() ? item.content : item.summary, kSummaryBytes));
    incoming.link = identify::canonical_url(item.url);
    incoming.links = identify::outgoing_links(item.summary, item.content, item.url);
    incoming.time = item.published.value_or(newest_);
    incoming.arrived = newest_;
    const auto plan =
        fold::fold(index_, std::span(&incoming, 1), policy_,
                   [this](const fold::IncomingStory&) { return "e" + std::to_string(++events_); });
    fold::apply(index_, plan);
    // An event out of the window is joined by late items only.
    constexpr std::size_t kSweep = 1000;
    if (items_ % kSweep == 0) index_.drop_before(newest_ - 2 * policy_.window);
    return plan.decisions.empty() ? std::string() : plan.decisions.front().event;
  }

 private:
  // The title without what all titles of its feed share.
  std::string bare_title(const LineItem& item) {
    constexpr std::size_t kFeeds = 1000;  // their titles are learned
    const auto known = title_parts_.find(item.feed);
    if (known == title_parts_.end() && (item.feed.empty() || title_parts_.size() == kFeeds)) {
      return item.title;
    }
    model::TitleParts& parts = title_parts_[item.feed];
    identify::learn_title(parts, item.title);
    return identify::without_parts(parts, item.title);
  }

  fold::Policy policy_;
  fold::Index index_;
  std::map<std::string, model::TitleParts> title_parts_;  // by feed
  model::Time newest_{};
  std::size_t items_ = 0, events_ = 0;
};

}  // namespace

int cluster(const ItemsArgs& args) {
  const auto settings =
      open_settings(args.global, config::NamedFiles::kLeave, config::Feeds::kOptional);
  if (!settings) return settings.error();
  Clusterer clusterer(settings->event);
  return answer_lines(
      args.file, [&](const LineItem& item) { return cluster_line(item, clusterer.add(item)); });
}

}  // namespace newswatch::cli::command
