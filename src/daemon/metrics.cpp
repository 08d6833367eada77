#include "daemon/metrics.h"

#include <dirent.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <memory>
#include <mutex>

#include "version.h"

namespace newswatch::daemon::metrics {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries kSeconds = {0.001, 0.005, 0.025, 0.1, 0.5,
                                              2.5,   10,    60,    300, 1800};

double seconds(model::Duration time) { return std::chrono::duration<double>(time).count(); }

struct Registry {
  prometheus::Registry all;

  Family<Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(all);
  }
  Family<Gauge>& gauges(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(all);
  }
  Histogram& histogram(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(all).Add({}, kSeconds);
  }

  Family<Counter>& polls =
      counters("newswatch_polls_total", "Polls whose outcome was stored, by outcome.");
  std::array<Counter*, 5> poll{&polls.Add({{"result", "document"}}),
                               &polls.Add({{"result", "unchanged"}}),
                               &polls.Add({{"result", "failed"}}), &polls.Add({{"result", "gone"}}),
                               &polls.Add({{"result", "removed"}})};
  Counter& bytes =
      counters("newswatch_received_bytes_total", "Bytes of bodies of feeds, after decoding.")
          .Add({});
  Family<Counter>& items =
      counters("newswatch_items_total", "Items of feed documents, by what they were.");
  Counter& new_items = items.Add({{"state", "new"}});
  Counter& changed_items = items.Add({{"state", "changed"}});
  Counter& seen_items = items.Add({{"state", "seen"}});
  Counter& matched =
      counters("newswatch_stories_matched_total", "New or changed stories that a topic took.")
          .Add({});
  Counter& opened = counters("newswatch_events_opened_total", "Events that were told of.").Add({});
  Counter& reports =
      counters("newswatch_reports_total", "Reports that opened or joined an event.").Add({});
  Counter& merged =
      counters("newswatch_events_merged_total", "Events that became part of another.").Add({});
  Family<Counter>& sent =
      counters("newswatch_deliveries_total", "Attempts to deliver a message, by sink and outcome.");
  Family<Counter>& verdicts =
      counters("newswatch_judge_answers_total", "Questions to the judge that ended, by verdict.");
  Counter& same = verdicts.Add({{"verdict", "same"}});
  Counter& not_same = verdicts.Add({{"verdict", "not_same"}});
  Counter& no_answer = verdicts.Add({{"verdict", "none"}});
  Histogram& lag = histogram("newswatch_schedule_lag_seconds", "How late polls began.");
  Histogram& fetch = histogram("newswatch_fetch_seconds", "Times of whole transfers of feeds.");
  Histogram& parse = histogram("newswatch_parse_seconds", "Times to parse a document.");
  Histogram& stored = histogram("newswatch_document_stored_seconds",
                                "From the last byte of a response until all of it was stored.");
  Histogram& told = histogram("newswatch_message_sent_seconds",
                              "From the decision about a message that need not wait until its "
                              "target had taken it.");
  Gauge& healthy =
      gauges("newswatch_healthy", "1 while the watch is well, as newswatch status says.").Add({});
  Family<Gauge>& feeds = gauges("newswatch_feeds", "Feeds, by condition.");
  Family<Gauge>& waiting = gauges("newswatch_outbox_messages", "Messages that wait, by sink.");
  Family<Gauge>& oldest =
      gauges("newswatch_outbox_oldest_seconds", "Age of the oldest message that waits, by sink.");
  Family<Gauge>& overdue = gauges("newswatch_outbox_overdue_messages",
                                  "Messages that wait longer than they should, by sink.");
  Family<Gauge>& given_up =
      gauges("newswatch_outbox_given_up_messages", "Messages given up, by sink.");
  Family<Gauge>& store = gauges("newswatch_store_bytes", "Bytes on the disk, by kind of rows.");
  Gauge& streams = gauges("newswatch_web_streams", "Open streams of events.").Add({});
  Gauge& memory = gauges("process_resident_memory_bytes", "Resident memory size in bytes.").Add({});
  Gauge& descriptors = gauges("process_open_fds", "Number of open file descriptors.").Add({});
  Counter& cpu =
      counters("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.")
          .Add({});

  Registry() {
    gauges("newswatch_build_info", "1; the version is its label.")
        .Add({{"version", NEWSWATCH_VERSION}})
        .Set(1);
  }
};

Registry& registry() {
  static Registry all;
  return all;
}

std::string_view outcome_of(notify::Fate fate) {
  switch (fate) {
    case notify::Fate::kDelivered:
      return "delivered";
    case notify::Fate::kDropped:
      return "dropped";
    case notify::Fate::kRetry:
      return "retry";
    case notify::Fate::kDead:
      return "given_up";
    case notify::Fate::kSinkStopped:
      return "sink_stopped";
  }
  return "";
}

void show_process(Registry& all) {
  long pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  all.memory.Set(static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto time = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  all.cpu.Increment(std::max(0.0, time(used.ru_utime) + time(used.ru_stime) - all.cpu.Value()));
  int open = -3;  // "." and "..", and the one that counts
  if (const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/fd"), ::closedir);
      folder) {
    while (::readdir(folder.get()) != nullptr) ++open;
    all.descriptors.Set(open);
  }
}

// Those that there were before and are no more must not stay.
void show_sinks(Registry& all, const std::vector<Gauges::Sink>& sinks) {
  static std::vector<std::pair<Family<Gauge>*, Gauge*>> shown;
  for (const auto& [family, gauge] : shown) family->Remove(gauge);
  shown.clear();
  const auto show = [&](Family<Gauge>& family, const std::string& sink, double value) {
    Gauge& gauge = family.Add({{"sink", sink}});
    gauge.Set(value);
    shown.emplace_back(&family, &gauge);
  };
  for (const Gauges::Sink& sink : sinks) {
    show(all.waiting, sink.name, static_cast<double>(sink.waiting));
    show(all.oldest, sink.name, seconds(sink.oldest));
    show(all.overdue, sink.name, static_cast<double>(sink.overdue));
    show(all.given_up, sink.name, static_cast<double>(sink.given_up));
  }
}

}  // namespace

void started_poll(model::Duration late) { registry().lag.Observe(std::max(0.0, seconds(late))); }

void fetched(const model::Result<fetch::Response>& response) {
  if (!response) return;
  registry().bytes.Increment(static_cast<double>(response->body.size()));
  registry().fetch.Observe(seconds(response->elapsed));
}

void parsed(model::Duration took) { registry().parse.Observe(seconds(took)); }

void ingested(const engine::Ingested& ingested, model::Duration since_last_byte) {
  Registry& all = registry();
  all.poll.at(static_cast<std::size_t>(ingested.outcome))->Increment();
  all.new_items.Increment(static_cast<double>(ingested.new_stories));
  all.changed_items.Increment(static_cast<double>(ingested.changed));
  const std::size_t news = ingested.new_stories + ingested.changed;
  if (ingested.items > news) all.seen_items.Increment(static_cast<double>(ingested.items - news));
  all.matched.Increment(static_cast<double>(ingested.matched));
  all.stored.Observe(std::max(0.0, seconds(since_last_byte)));
}

void changed(const engine::Changes& changes) {
  Registry& all = registry();
  all.opened.Increment(static_cast<double>(changes.announced.size()));
  all.reports.Increment(static_cast<double>(changes.placed.size()));
  all.merged.Increment(static_cast<double>(changes.merged.size()));
}

void deliveries(const std::vector<notify::DeliveryOutcome>& outcomes, model::Time now) {
  Registry& all = registry();
  for (const notify::DeliveryOutcome& one : outcomes) {
    const model::OutboxRow& row = one.attempt.row;
    all.sent.Add({{"sink", row.sink}, {"outcome", std::string(outcome_of(one.attempt.fate))}})
        .Increment();
    const bool at_once =
        one.attempt.fate == notify::Fate::kDelivered && row.not_before <= row.created;
    if (at_once) all.told.Observe(std::max(0.0, seconds(now - row.created)));
  }
}

void answered(std::span<const model::Question> questions) {
  Registry& all = registry();
  for (const model::Question& one : questions) {
    Counter& counter = !one.verdict                            ? all.no_answer
                       : *one.verdict == model::Verdict::kSame ? all.same
                                                               : all.not_same;
    counter.Increment();
  }
}

std::string text(const Gauges& gauges) {
  static std::mutex one_at_a_time;
  const std::scoped_lock lock(one_at_a_time);
  Registry& all = registry();
  all.healthy.Set(gauges.healthy ? 1 : 0);
  for (const auto& [condition, count] : gauges.feeds) {
    all.feeds.Add({{"condition", condition}}).Set(static_cast<double>(count));
  }
  for (const auto& [family, bytes] : gauges.store_bytes) {
    all.store.Add({{"rows", family}}).Set(static_cast<double>(bytes));
  }
  all.streams.Set(static_cast<double>(gauges.streams));
  show_sinks(all, gauges.sinks);
  show_process(all);
  return prometheus::TextSerializer().Serialize(all.all.Collect());
}

}  // namespace newswatch::daemon::metrics
