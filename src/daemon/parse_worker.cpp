#include "daemon/parse_worker.h"

#include "parse/parse.h"
#include "text/hash.h"

namespace newswatch::daemon {

Polled parse_response(std::string url, model::Time at, model::Result<fetch::Response> response) {
  Polled polled{std::move(url), at, std::move(response), std::nullopt, 0};
  if (!polled.response || polled.response->status != 200) return polled;
  const std::string body = std::move(polled.response->body);
  polled.response->body.clear();
  polled.body_hash = text::hash64(body);
  const std::string& base = polled.response->content_location.empty()
                                ? polled.response->final_url
                                : polled.response->content_location;
  polled.document = parse::parse({body, polled.response->content_type, base});
  return polled;
}

void run_parse_worker(Queue<ParseJob>& jobs, Queue<WriterMessage>& writer, Beat& beat) {
  for (;;) {
    ++beat;
    auto job = jobs.pop(kLongestSleep);
    if (job) {
      writer.push(parse_response(std::move(job->url), job->at, std::move(job->response)));
    } else if (jobs.closed()) {
      return;
    }
  }
}

}  // namespace newswatch::daemon
