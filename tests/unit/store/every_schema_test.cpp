// A store of each earlier schema, with rows as the version of that time wrote them
// (tests/data/stores), holds the same after its upgrade as one that today's code wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/notification_json.h"
#include "record/story_json.h"
#include "store/check.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "support/index_rows.h"
#include "unit/store/old_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

// %XX stands for a byte that is no printable ASCII, and for the percent sign.
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  return out;
}

// Of lines "FAMILY<tab>KEY<tab>VALUE".
OldRows sample_rows(int schema) {
  const fs::path path =
      fs::path(NEWSWATCH_TEST_DATA) / "stores" / fmt::format("schema-{}.tsv", schema);
  std::ifstream file(path);
  OldRows rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream in(line);
    std::string family, key, value;
    std::getline(in, family, '\t');
    std::getline(in, key, '\t');
    std::getline(in, value);
    rows[family][unescaped(key)] = unescaped(value);
  }
  EXPECT_GE(rows.size(), 10u) << path;
  return rows;
}

// The event with two reports, one of which opened it, and what else stands in every sample.
Batch todays() {
  model::Event event = sample_event(1);
  event.merged_into.clear();
  event.waiting = false;
  model::Report a = sample_report(1, "a"), b = sample_report(1, "b");
  a.score = 0;
  a.opened = true;
  Batch batch;
  batch.events = {event};
  batch.reports = {a, b};
  for (const char* id : {"a", "b"}) {
    batch.stories.push_back(sample_story(id));
    batch.stories.back().first_seen = at(1);
  }
  for (const std::uint64_t row : {7, 8}) {
    batch.outbox.push_back(sample_row(row));
    batch.outbox.back().dead = row == 8;
    batch.outbox.back().notification.event = event;
    batch.outbox.back().notification.reports = {a, b};
  }
  batch.last_event_id = event.id;
  batch.last_outbox_row = 8;
  return batch;
}

// What a later version added has in older rows the value that it has where nothing is known.
struct SampledFields {
  explicit SampledFields(int schema) : schema_(schema) {}

  void apply(model::Event& event) const {
    if (schema_ < 2) event.origins = event.outlets;  // each outlet was the origin of its reports
    if (schema_ < 7) event.first_document.clear();
  }
  void apply(model::Report& report) const {
    if (schema_ < 2) report.origin = report.outlet;
  }
  void apply(model::Story& story) const {
    if (schema_ < 6) story.more_feeds = story.more_outlets = story.labels = {};
    if (schema_ < 6) story.matched.clear();
  }

 private:
  int schema_;
};

// What a person can ask, as text.
std::string all_told(const Rows& rows) {
  std::string out;
  const auto line = [&](const std::string& text) { out += text + "\n"; };
  const auto events = for_each_event(rows, event_id(0), [&](const model::Event& event) {
    line(record::stored_event(event));
    const auto reports = find_reports(rows, event.id, 0);
    EXPECT_TRUE(reports) << reports.error().context;
    for (const auto& report : *reports) line(record::stored_report(report));
    return true;
  });
  EXPECT_TRUE(events) << events.error().context;
  const auto held = for_each_held(rows, std::nullopt, [&](const model::Story& story) {
    line(record::story_json(story));
    return true;
  });
  EXPECT_TRUE(held) << held.error().context;
  for (const auto& messages : {all_outbox(rows), dead_outbox(rows)}) {
    EXPECT_TRUE(messages) << messages.error().context;
    for (const auto& row : *messages) line(record::stored_outbox_row(row));
    line("");
  }
  line(*last_event_id(rows));
  line(std::to_string(*last_outbox_row(rows)));
  return out;
}

class EverySchema : public testing::TestWithParam<int> {
 protected:
  // What today's code tells of the sample, when it has written it itself.
  std::string expected() {
    Batch batch = todays();
    const SampledFields fields(GetParam());
    for (auto& event : batch.events) fields.apply(event);
    for (auto& report : batch.reports) fields.apply(report);
    for (auto& story : batch.stories) fields.apply(story);
    for (auto& row : batch.outbox) {
      fields.apply(row.notification.event);
      for (auto& report : row.notification.reports) fields.apply(report);
    }
    const auto store = RocksStore::open(dir_.path() / "today");
    EXPECT_TRUE(store) << store.error().context;
    EXPECT_TRUE((*store)->commit(batch));
    return all_told(**store);
  }

  TempDir dir_;
};

TEST_P(EverySchema, HoldsTheSameAfterItsUpgradeAsAStoreOfToday) {
  const fs::path path = dir_.path() / "old";
  write_old_store(path, GetParam(), sample_rows(GetParam()));
  const std::string expected_text = expected();
  {
    const auto reader = RocksReader::open(path, {.scratch_dir = dir_.path()});
    ASSERT_TRUE(reader) << reader.error().context;
    EXPECT_EQ(all_told(**reader), expected_text) << "read as it is";
  }
  const auto store = RocksStore::open(path);
  ASSERT_TRUE(store) << store.error().context;
  EXPECT_EQ(all_told(**store), expected_text);
  const auto checked = check_rows(**store, [](const Finding& finding) {
    ADD_FAILURE() << finding.key << ": " << finding.what;
  });
  ASSERT_TRUE(checked) << checked.error().context;
  const std::vector<std::string> keys = {"url:https://example.com/s"};
  EXPECT_EQ(find_keys(**store, keys)->front(), (model::KeyOwner{"a", std::nullopt}));
  const auto rows = test::index_rows(**store);
  ASSERT_TRUE(rows) << rows.error().context;
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().event, event_id(1));
  EXPECT_EQ(rows->front().links.size(), GetParam() < 2 ? 0u : 2u);
  EXPECT_EQ(stored_counts(**store)->snapshot.scopes.at("").stories, 9);
  EXPECT_EQ(all_feeds(**store)->size(), 1u);
  EXPECT_EQ(all_feeds(**store)->front().etag, sample_feed("").etag);
  EXPECT_EQ(all_questions(**store)->size(), GetParam() < 2 ? 0u : 1u);
  EXPECT_EQ(gaps_since(**store, at(0))->size(), GetParam() < 3 ? 0u : 1u);
  EXPECT_EQ(near_misses(**store, std::nullopt)->size(), GetParam() < 6 ? 0u : 1u);
  EXPECT_EQ(all_sinks(**store)->size(), GetParam() < 7 ? 0u : 1u);
}

INSTANTIATE_TEST_SUITE_P(Samples, EverySchema, testing::Range(1, 8),
                         [](const auto& of) { return fmt::format("Schema{}", of.param); });

}  // namespace
}  // namespace newswatch::store
