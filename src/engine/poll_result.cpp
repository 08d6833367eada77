#include "engine/poll_result.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/server_times.h"
#include "net/masked_secrets.h"
#include "parse/parse.h"
#include "text/hash.h"

namespace newswatch::engine {

FetchedResponse fetched(std::string url, const model::Moment& now,
                        model::Result<fetch::Response> response) {
  FetchedResponse out{
      .url = std::move(url), .at = now.wall, .response = std::move(response), .mono = now.mono};
  if (out.response) out.ahead = clock_ahead(*out.response, now.wall);
  return out;
}

namespace {

// What is logged of a document may repeat the request's secrets. Its items are news and stay.
void mask(model::Result<model::FeedDocument>& document, const std::vector<std::string>& secrets) {
  if (secrets.empty()) return;
  if (!document) {
    std::string& context = document.error().context;
    context = net::masked_secrets(std::move(context), secrets);
    return;
  }
  for (std::string& warning : document->warnings) {
    warning = net::masked_secrets(std::move(warning), secrets);
  }
}

// Whether the document counts, by the answer that it came with.
void judge_document(PollResult& result) {
  if (!result.response || !result.document) return;
  fetch::Response& response = *result.response;
  model::Result<model::FeedDocument>& document = *result.document;
  if (document) {
    std::vector<std::string>& warnings = document->warnings;
    warnings.insert(warnings.begin(), response.warnings.begin(), response.warnings.end());
  } else if (!response.challenge.empty()) {  // a bot wall, not a page in the feed's stead
    document = model::fail(model::ErrorKind::kBadInput, "not a feed: " + response.challenge);
  }
  if (response.status == 200) return;
  // Other successes may bring something else, or a part (RFC 9110 section 15.3).
  if (document && document->complete) {
    if (response.status == 206 || response.status == 226) {
      response.etag.clear();
      response.last_modified.clear();
    }
    return;
  }
  if (response.challenge.empty()) {
    response.challenge = document ? "a feed that is not whole" : document.error().context;
  }
  result.document.reset();
  result.body_hash = 0;
}

}  // namespace

PollResult parse_response(FetchedResponse fetched) {
  PollResult result{.url = std::move(fetched.url),
                    .at = fetched.at,
                    .response = std::move(fetched.response),
                    .document = std::nullopt,
                    .entry = fetched.entry,
                    .mono = fetched.mono,
                    .ahead = fetched.ahead};
  if (!result.response || !fetch::is_success(result.response->status)) return result;
  const auto taken = fetch::take_body(*result.response);
  if (!taken) {
    result.response = tl::unexpected(taken.error());
    return result;
  }
  const std::string& body = *taken;
  result.body_hash = text::hash64(body);
  result.same_body = result.body_hash == fetched.known_body;
  if (result.same_body) return result;
  const std::string& base = result.response->content_location.empty()
                                ? result.response->final_url
                                : result.response->content_location;
  result.document = parse::parse({body, result.response->content_type, base});
  mask(*result.document, result.response->secrets);
  judge_document(result);
  return result;
}

}  // namespace newswatch::engine
