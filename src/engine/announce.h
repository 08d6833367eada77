// announce: makes the messages about events and about trouble, which are rows of the outbox. Only
// the announce files make them. Their numbers ascend in the order of decision.
//
// An event is announced once, when its first report that is not held joins; the title and link of
// the message are that report's. A sink with topics, or with a least number of outlets, gets the
// message when the event first has them. What is new of it later (event.grown, event.corrected,
// event.merged) changes the messages that are still on their way, and follows up the others.
// The messages of an event that waits for the judge are stored at once, and may go out when the
// judge's time is over (not_before) or its verdict releases them. When two events merge, the
// undelivered messages of the one that goes are redirected to the other, except to sinks that
// already have a message about that one: there they are dropped.
// The messages that wait for a sink that was away may become one summary; the events of a feed's
// very first document are told by one.
// Errors are the store's. One thread.
#pragma once

#include "engine/event_batch.h"
#include "engine/troubles.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::engine {

// Makes the messages of the step. To be called after its last decision and before store_events().
model::Result<void> announce(EventBatch& batch, store::Batch& to);

// Redirects or drops the undelivered messages of `gone`, which is about to be merged into `kept`.
// To be called before their topics are united.
model::Result<void> redirect_messages(EventBatch& batch, const EventBatch::Touched& gone,
                                      const EventBatch::Touched& kept);

// The event no longer waits for the judge: its undelivered messages may go out now.
model::Result<void> release_messages(EventBatch& batch, const std::string& event);

// Makes the message about trouble. A sink is not told of its own. `id` is a new one of event_id.h.
model::Result<void> announce_trouble(const StepContext& context, const Troubles::Telling& telling,
                                     const std::string& id, store::Batch& to, Changes& changes);

// One summary of the events that a feed's first document opened, to each sink that would be told of
// one of them; none where there is no event.
void announce_first_document(const StepContext& context, const std::string& feed,
                             FirstDocument first, store::Batch& to, Changes& changes);

// A first message was delivered while news of its event was put into it, so that its sink has the
// message without them: a follow-up tells them. `stored`: the message with its news; `reference`:
// of what was delivered.
model::Result<void> announce_missed_news(const StepContext& context, const model::OutboxRow& stored,
                                         const std::string& reference, store::Batch& to,
                                         Changes& changes);

// What waited to be told together (gathered_messages.h): one message, or the only one that waited
// by itself. `later`: rows of the key that wait for longer.
model::Result<Changes> gather(const StepContext& context, const GatheredMessages::Key& key,
                              store::Batch& to, std::vector<model::OutboxRow>& later);

// A sink that was away answers again: one summary in place of the messages about new events that
// wait for it, but for those that are not due yet. Nothing when they are kSummaryFrom or fewer.
model::Result<Changes> sum_up(const StepContext& context, const std::string& sink,
                              store::Batch& to);

}  // namespace newswatch::engine
