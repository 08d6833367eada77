#include "engine/intake.h"

#include <algorithm>
#include <iterator>

namespace newswatch::engine {
namespace {

template <class T>
void move_all(std::vector<T>& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

model::FeedDocument next_slice(Intake& intake) {
  if (!intake.polled.document || !*intake.polled.document) return {};
  model::FeedDocument& document = **intake.polled.document;
  if (document.items.size() <= kSliceItems) return std::move(document);
  const std::size_t end = std::min(intake.next_item + kSliceItems, document.items.size());
  model::FeedDocument slice;
  slice.feed = document.feed;
  slice.format = document.format;
  slice.items.reserve(end - intake.next_item);
  for (; intake.next_item < end; ++intake.next_item) {
    // From a local, so that what is left behind holds no memory.
    model::Item item = std::move(document.items[intake.next_item]);
    slice.items.push_back(std::move(item));
  }
  return slice;
}

void FirstDocument::add(model::SummaryItem item) {
  ++count;
  items.push_back(std::move(item));
  if (items.size() >= 2 * kListed) sort();
}

void FirstDocument::sort() {
  std::ranges::stable_sort(items, std::ranges::greater(), &model::SummaryItem::time);
  items.resize(std::min(items.size(), kListed));
}

void append(Changes& to, Changes more) {
  move_all(more.announced, to.announced);
  move_all(more.troubles, to.troubles);
  move_all(more.placed, to.placed);
  move_all(more.edited, to.edited);
  move_all(more.merged, to.merged);
  move_all(more.rows, to.rows);
  move_all(more.revised, to.revised);
  move_all(more.removed, to.removed);
  move_all(more.questions, to.questions);
  move_all(more.closed, to.closed);
}

}  // namespace newswatch::engine
