#include "daemon/parse_worker.h"

#include <utility>

#include "daemon/metrics.h"

namespace newswatch::daemon {
namespace {

engine::PollResult parse_marked(engine::FetchedResponse document, CrashMarks& marks) {
  const auto mark = marks.mark(document.url);
  const model::SystemClock clock;
  const model::Monotonic begin = clock.monotonic();
  engine::PollResult parsed = engine::parse_response(std::move(document));
  metrics::parsed(clock.monotonic() - begin);
  return parsed;
}

}  // namespace

void run_parse_worker(LocalDocumentLog& documents, CrashMarks& marks, Queue<WriterMessage>& writer,
                      Beat& beat) {
  for (;;) {
    beat.step();
    if (auto document = documents.next(beat.longest_sleep())) {
      writer.push(parse_marked(std::move(*document), marks));
    } else if (documents.closed()) {
      return;
    }
  }
}

}  // namespace newswatch::daemon
