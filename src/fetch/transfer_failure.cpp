// Says what went wrong with a transfer, for the person who reads the log.
#include <algorithm>

#include "fetch/transfer.h"
#include "net/masked_url.h"
#include "text/escape.h"
#include "text/sizes.h"

namespace newswatch::fetch {
namespace {

constexpr std::size_t kLongestUrl = 300;                            // bytes of a url in a message
constexpr model::Duration kNearly = std::chrono::milliseconds(20);  // libcurl rounds times
constexpr std::size_t kLongestDetail = 2500;
constexpr std::size_t kLongestCause = 120;
constexpr std::string_view kTimedOut = "timed out";

model::ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return model::ErrorKind::kPermanent;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9; the scheme was checked before
    case CURLE_WEIRD_SERVER_REPLY:
      return model::ErrorKind::kBadInput;
    default:
      return model::ErrorKind::kTransient;
  }
}

}  // namespace

std::string Transfer::shown(std::string_view url) const {
  if (!request_.secret_address) return text::shortened(net::masked_url(url), kLongestUrl);
  const std::string origin = net::origin(url);
  return (origin.empty() ? std::string() : origin + "/") + "***";
}

std::string Transfer::trail() const {
  std::string out;
  for (const std::string& url : visited_) out += (out.empty() ? "" : " -> ") + shown(url);
  return out;
}

tl::unexpected<model::Error> Transfer::fail(model::ErrorKind kind, std::string_view what,
                                            std::string_view cause) const {
  std::string context = "GET " + shown(visited_.front());
  if (visited_.size() > 1) context += " (redirected to " + shown(visited_.back()) + ")";
  auto error =
      model::fail(kind, text::printable(context + ": " + text::shortened(what, kLongestDetail)));
  error.value().cause =
      text::printable(text::shortened(cause.empty() ? what : cause, kLongestCause));
  return error;
}

tl::unexpected<model::Error> Transfer::refused(std::string_view why) const {
  return fail(model::ErrorKind::kPermanent,
              "refused: " + std::string(why) + "; allow it in [fetch] allow_networks");
}

model::Result<Response> Transfer::expired() const {
  return fail(model::ErrorKind::kTransient,
              "timed out after " + std::to_string(request_.timeout.count()) +
                  " ms: too many names wait for the name server",
              kTimedOut);
}

std::string Transfer::timed_out() const {
  const bool whole = context_.clock.monotonic() + kNearly >= deadline_;
  const model::Duration time = whole ? request_.timeout : connect_time();
  const std::string after = "timed out after " + std::to_string(time.count()) + " ms: ";
  if (curl_.looking_up()) return after + "the name server did not answer";
  if (curl_.time(CURLINFO_CONNECT_TIME_T).count() == 0) return after + "no connection";
  if (answer_.head.bytes == 0) return after + "connected, but no answer came";
  return after + "the answer was not complete (" + std::to_string(answer_.received) +
         " bytes came)";
}

tl::unexpected<model::Error> Transfer::failure(CURLcode code) const {
  if (const auto& refusal = curl_.refusal()) return refused(*refusal);
  if (answer_.head_too_large) {
    return fail(model::ErrorKind::kBadInput, "the answer's headers are over 128 KiB");
  }
  if (code == CURLE_OUT_OF_MEMORY) {  // libcurl's word for a line of more than 100 KiB
    return fail(model::ErrorKind::kBadInput, "a header of the answer is over 100 KiB");
  }
  if (answer_.frames_too_large) {
    return fail(model::ErrorKind::kBadInput,
                "the frames of the answer's chunks are over max_body (" +
                    text::readable_size(request_.max_body) + ")");
  }
  if (answer_.body_too_large) {
    return fail(model::ErrorKind::kBadInput,
                "the answer is over max_body (" + text::readable_size(request_.max_body) + ")");
  }
  if (answer_.decoder && !answer_.decoder->error().empty()) {
    return fail(model::ErrorKind::kBadInput, answer_.decoder->error());
  }
  if (code == CURLE_OPERATION_TIMEDOUT &&
      curl_.detail(code).find("too slow") == std::string::npos) {
    return fail(model::ErrorKind::kTransient, timed_out(), kTimedOut);
  }
  if (code == CURLE_PARTIAL_FILE) {
    return fail(model::ErrorKind::kTransient,
                "the answer was cut off after " + std::to_string(answer_.received) + " bytes");
  }
  const bool unnamed = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY;
  return fail(kind_of(code), curl_.failure_text(code), unnamed ? "name not found" : "");
}

}  // namespace newswatch::fetch
