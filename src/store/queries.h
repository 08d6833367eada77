// What can be asked of an open store, by the daemon and by a reader alike: rows decoded to values.
//
// Errors: those of Tables, and kCorrupt with the row's key when a value is not ours. Internal to
// store/.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/feed.h"
#include "model/fold_record.h"
#include "model/notification.h"
#include "model/question.h"
#include "model/result.h"
#include "model/story.h"
#include "store/tables.h"

namespace newswatch::store {

model::Result<std::optional<model::Event>> find_event(const Tables& tables, const std::string& id);
model::Result<std::optional<model::Report>> find_report(const Tables& tables,
                                                        const std::string& event,
                                                        const std::string& story);
// By first_seen; of one instant the one that opened the event first, then by published and story.
model::Result<std::vector<model::Report>> find_reports(const Tables& tables,
                                                       const std::string& event, std::size_t limit);
model::Result<std::vector<std::optional<model::Story>>> find_stories(
    const Tables& tables, std::span<const std::string> ids);
model::Result<std::vector<model::FeedState>> all_feeds(const Tables& tables);
// By their ends, from `since` on.
model::Result<std::vector<model::Gap>> gaps_since(const Tables& tables, model::Time since);
model::Result<std::vector<model::OutboxRow>> all_outbox(const Tables& tables);
// kCorrupt when one is missing.
model::Result<std::vector<model::IndexRow>> find_index_rows(const Tables& tables,
                                                            std::span<const std::uint64_t> seqs);
model::Result<std::vector<model::Question>> all_questions(const Tables& tables);
model::Result<model::FoldState> whole_fold_state(const Tables& tables);
model::Result<std::string> newest_event_id(const Tables& tables);

// A row of `events` as it comes from scan().
model::Result<model::Event> decode_event(std::string_view key, std::string_view value);

}  // namespace newswatch::store
