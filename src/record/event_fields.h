// The fields of events and reports, named once for writing and reading. `Io` is a JsonWriter or a
// JsonReader; the value is const for the writer. Internal to record/.
#pragma once

#include "model/event.h"
#include "record/json_io.h"

namespace newswatch::record {

// The key is absent when the event has no gap.
inline void unwatched_fields(JsonWriter& io, const model::Event& event) {
  if (!event.unwatched) return;
  io.object("unwatched", [&](JsonWriter& out) {
    out.field("feed", event.unwatched->feed);
    out.field("from", event.unwatched->from);
    out.field("to", event.unwatched->to);
    out.field("rolled_over", event.unwatched->rolled_over);
  });
}
inline void unwatched_fields(JsonReader& io, model::Event& event) {
  io.object("unwatched", [&](JsonReader& in) {
    event.unwatched.emplace();
    in.field("feed", event.unwatched->feed);
    in.field("from", event.unwatched->from);
    in.field("to", event.unwatched->to);
    in.field("rolled_over", event.unwatched->rolled_over);
  });
}

// Absent unless it was dismissed.
inline void dismissed_field(JsonWriter& io, const model::Event& event) {
  if (event.dismissed) io.field("dismissed", event.dismissed);
}
inline void dismissed_field(JsonReader& io, model::Event& event) {
  io.field("dismissed", event.dismissed);
}

// What is shown and stored.
template <class Io, class Event>
void event_fields(Io& io, Event& event) {
  io.field("id", event.id);
  io.field("topics", event.topics);
  io.field("title", event.title);
  io.field("summary", event.summary);
  io.field("link", event.link);
  io.field("first_published", event.first_published);
  io.field("first_seen", event.first_seen);
  io.field("updated", event.updated);
  io.field("outlets", event.outlets);
  io.field("report_count", event.report_count);
  unwatched_fields(io, event);
  dismissed_field(io, event);
}

// Shown after event_fields(), as the lists of names are bounded.
inline void count_fields(JsonWriter& io, const model::Event& event) {
  io.field("outlet_count", static_cast<std::uint64_t>(event.outlet_count()));
  io.field("origins", static_cast<std::uint64_t>(event.origin_count()));
}

// Shown and stored, where there are any.
inline void earlier_fields(JsonWriter& io, const model::Report& report) {
  if (report.earlier.empty()) return;
  io.list("earlier", report.earlier, [](JsonWriter& inner, const model::EarlierText& one) {
    inner.field("title", one.title);
    inner.field("summary", one.summary);
    inner.field("until", one.until);
  });
}
inline void earlier_fields(JsonReader& io, model::Report& report) {
  io.list("earlier", report.earlier, [](JsonReader& inner, model::EarlierText& one) {
    inner.field("title", one.title);
    inner.field("summary", one.summary);
    inner.field("until", one.until);
  });
}

template <class Io, class Report>
void report_fields(Io& io, Report& report) {
  io.field("story", report.story);
  io.field("outlet", report.outlet);
  io.field("feed", report.feed);
  io.field("title", report.title);
  io.field("link", report.link);
  io.field("published", report.published);
  io.field("first_seen", report.first_seen);
  io.field("score", report.score);
  io.field("why", report.why);
  io.field("origin", report.origin);
  earlier_fields(io, report);
}

// Rows of schema 1 to 3 have no such key: a score of 0 means that the report opened its event.
inline void opened_field(JsonWriter& io, const model::Report& report) {
  io.field("opened", report.opened);
}
inline void opened_field(JsonReader& io, model::Report& report) {
  report.opened = report.score == 0;
  io.field("opened", report.opened);
}

// What is stored and not shown. Those of a report come after report_fields(), which reads `score`.
template <class Io, class Event>
void event_state_fields(Io& io, Event& event) {
  io.field("told_topics", event.told_topics);
  io.field("first_document", event.first_document);
  io.field("quiet", event.quiet);
  io.field("follow_ups", event.follow_ups);
  io.field("merged_into", event.merged_into);
  io.field("waiting", event.waiting);
  io.field("apart", event.apart);
  io.field("origin_names", event.origins);
  io.field("more_outlets", event.more_outlets);
  io.field("more_origins", event.more_origins);
}

template <class Io, class Report>
void report_state_fields(Io& io, Report& report) {
  io.field("event", report.event);
  opened_field(io, report);
  io.field("held", report.held);
  io.names("words", report.words);
  io.list("considered", report.considered, [](Io& inner, auto& one) {
    inner.field("event", one.event);
    inner.field("score", one.score);
    inner.field("why", one.why);
  });
}

// For rows that were stored before there were origins: each outlet is the origin of its reports.
inline void name_old_origins(model::Event& event) {
  if (event.origins.empty()) event.origins = event.outlets;
}
inline void name_old_origin(model::Report& report) {
  if (report.origin.empty()) report.origin = report.outlet;
}

}  // namespace newswatch::record
