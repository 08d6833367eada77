// A document's items that stood in the last one are left out of identification; the outcome is that
// of the whole document.
#include <gtest/gtest.h>

#include <random>

#include "support/rounds.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;

class Repeats : public Newsroom {
 protected:
  // One poll of a document of these items, as Atom would give them.
  Ingested poll_items(const std::vector<model::Item>& items) {
    PollResult polled = this->polled(kTime, "");
    model::FeedDocument document;
    document.items = items;
    polled.body_hash = ++body_;
    polled.document = document;
    return apply(polled);
  }
  // As after a start: nothing is remembered, every item is looked up.
  void forget() { reload(); }

  std::uint64_t body_ = 0;
};

model::Item article(int n, model::Time published) {
  model::Item item;
  item.id = "https://time.example/?p=" + std::to_string(1000 + n);
  item.link = "https://time.example/" + std::to_string(1000 + n) + "/story/";
  item.title = "A longer headline that is number " + std::to_string(n) + " of the day";
  item.summary = "What happened, and why it is number " + std::to_string(n);
  item.published = published;
  return item;
}

TEST_F(Repeats, ANewItemAmongOldOnesIsTheOnlyNewStory) {
  const model::Time day = clock_.now() - 2h;
  poll_items({article(1, day), article(2, day)});
  clock_.pass(10min);
  const Ingested applied = poll_items({article(3, day), article(1, day), article(2, day)});
  EXPECT_EQ(applied.new_stories, 1u);
  EXPECT_EQ(applied.changed, 0u);
}

TEST_F(Repeats, AnEditIsSeen) {
  const model::Time day = clock_.now() - 2h;
  poll_items({article(1, day), article(2, day)});
  clock_.pass(10min);
  model::Item edited = article(2, day);
  edited.title = "Another headline altogether for it";
  EXPECT_EQ(poll_items({article(1, day), edited}).changed, 1u);
}

// Two articles of one document with one title are two; one alone would be the other, moved.
TEST_F(Repeats, ATitleThatARepeatHasIsNoKey) {
  const model::Time day = clock_.now() - 2h;
  poll_items({article(1, day)});
  clock_.pass(10min);
  model::Item twin = article(7, day);
  twin.title = article(1, day).title;
  EXPECT_EQ(poll_items({article(1, day), twin}).new_stories, 1u);
}

TEST_F(Repeats, AGuidThatARepeatHasIsNoKey) {
  const model::Time day = clock_.now() - 2h;
  poll_items({article(1, day)});
  clock_.pass(10min);
  model::Item other = article(7, day);
  other.id = article(1, day).id;
  EXPECT_EQ(poll_items({article(1, day), other}).new_stories, 1u);
}

// Random documents of articles that come, go, are edited, and share titles, guids and links:
// remembered or not, the same stories.
TEST_F(Repeats, ComeToWhatTheWholeDocumentComesTo) {
  for (unsigned seed = 0; seed < static_cast<unsigned>(test::rounds(40)); ++seed) {
    std::vector<std::vector<std::size_t>> outcomes[2];
    for (const bool whole : {false, true}) {
      engine_.reset();
      failing_.reset();
      store_.reset();
      env_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
      open_store();
      open();
      std::mt19937 random(seed);
      const auto roll = [&](int n) {
        return static_cast<int>(random() % static_cast<unsigned>(n));
      };
      const model::Time start = clock_.now();
      std::vector<model::Item> items;
      for (int poll = 0; poll < 12; ++poll) {
        const int fresh = roll(3);
        for (int i = 0; i < fresh; ++i) {
          model::Item item = article(poll * 10 + i, start - 1h + std::chrono::minutes(poll));
          if (!items.empty() && roll(3) == 0) {
            const model::Item& other =
                items[static_cast<std::size_t>(roll(static_cast<int>(items.size())))];
            switch (roll(4)) {
              case 0:
                item.title = other.title;
                break;
              case 1:
                item.id = other.id;
                break;
              case 2:
                item.link = other.link + "?utm_source=rss";
                break;
              default:
                item.published.reset();
            }
          }
          items.insert(items.begin(), item);
        }
        if (!items.empty() && roll(3) == 0) {
          items[static_cast<std::size_t>(roll(static_cast<int>(items.size())))].summary += " More.";
        }
        if (items.size() > 8) items.resize(8);
        clock_.pass(10min);
        if (whole) forget();
        const Ingested applied = poll_items(items);
        outcomes[whole ? 1 : 0].push_back(
            {applied.new_stories, applied.changed, applied.matched, applied.changes.rows.size()});
      }
      clock_.pass(start - clock_.now());
    }
    EXPECT_EQ(outcomes[0], outcomes[1]) << "seed " << seed;
  }
}

}  // namespace
}  // namespace newswatch::engine
