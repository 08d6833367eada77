// What went wrong with a transfer, in words for the person who reads the log.
#include <algorithm>
#include <system_error>

#include "fetch/transfer.h"
#include "text/escape.h"

namespace newswatch::fetch {
namespace {

constexpr std::size_t kLongestUrl = 300;                            // of one in a message
constexpr model::Duration kNearly = std::chrono::milliseconds(20);  // libcurl rounds
constexpr std::size_t kLongestDetail = 2500;

std::string shown(std::string_view url) { return text::shortened(url, kLongestUrl); }

std::string size_text(std::size_t bytes) {
  if (bytes >= 1u << 20 && bytes % (1u << 20) == 0) return std::to_string(bytes >> 20) + " MiB";
  if (bytes >= 1u << 10 && bytes % (1u << 10) == 0) return std::to_string(bytes >> 10) + " KiB";
  return std::to_string(bytes) + " bytes";
}

model::ErrorKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return model::ErrorKind::kPermanent;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: the scheme was checked before
    case CURLE_WEIRD_SERVER_REPLY:
      return model::ErrorKind::kBadInput;
    default:
      return model::ErrorKind::kTransient;
  }
}

}  // namespace

std::string Transfer::trail() const {
  std::string out;
  for (const std::string& url : visited_) out += (out.empty() ? "" : " -> ") + shown(url);
  return out;
}

tl::unexpected<model::Error> Transfer::fail(model::ErrorKind kind, std::string_view what) const {
  std::string context = "GET " + shown(visited_.front());
  if (visited_.size() > 1) context += " (redirected to " + shown(visited_.back()) + ")";
  return model::fail(kind, text::printable(context + ": " + text::shortened(what, kLongestDetail)));
}

tl::unexpected<model::Error> Transfer::refused(std::string_view why) const {
  return fail(model::ErrorKind::kPermanent,
              "refused: " + std::string(why) + "; allow it in [fetch] allow_networks");
}

model::Result<Response> Transfer::expired() const {
  return fail(model::ErrorKind::kTransient, "timed out after " +
                                                std::to_string(request_.timeout.count()) +
                                                " ms: too many names wait for the name server");
}

std::string Transfer::timed_out() const {
  curl_off_t connect = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_CONNECT_TIME_T, &connect);
  const bool whole = around_.clock.monotonic() + kNearly >= deadline_;
  const model::Duration time = whole ? request_.timeout : connect_time();
  const std::string after = "timed out after " + std::to_string(time.count()) + " ms: ";
  if (looking_up_) return after + "the name server did not answer";
  if (connect == 0) return after + "no connection";
  if (answer_.head_bytes == 0) return after + "connected, but no answer came";
  return after + "the answer was not complete (" + std::to_string(answer_.response.body.size()) +
         " bytes came)";
}

tl::unexpected<model::Error> Transfer::failure(CURLcode code) const {
  if (refusal_) return refused(*refusal_);
  if (answer_.head_too_large) {
    return fail(model::ErrorKind::kBadInput, "the answer's headers are over 128 KiB");
  }
  if (answer_.body_too_large) {
    return fail(model::ErrorKind::kBadInput,
                "the answer is over max_body (" + size_text(request_.max_body) + ")");
  }
  const std::string_view detail = error_text_[0] ? error_text_.data() : curl_easy_strerror(code);
  long os_error = 0;
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      if (detail.find("too slow") != detail.npos) break;
      return fail(model::ErrorKind::kTransient, timed_out());
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return fail(model::ErrorKind::kTransient, "name not found: " + std::string(detail));
    case CURLE_COULDNT_CONNECT:
      curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &os_error);
      if (os_error == 0) break;
      return fail(model::ErrorKind::kTransient,
                  "connect: " + std::generic_category().message(static_cast<int>(os_error)));
    case CURLE_GOT_NOTHING:
      return fail(model::ErrorKind::kTransient, "the server closed the connection unanswered");
    case CURLE_PARTIAL_FILE:
      return fail(model::ErrorKind::kTransient, "the answer was cut off after " +
                                                    std::to_string(answer_.response.body.size()) +
                                                    " bytes");
    case CURLE_PEER_FAILED_VERIFICATION:
      return fail(model::ErrorKind::kTransient, "TLS: " + std::string(detail));
    default:
      break;
  }
  return fail(kind_of(code), detail);
}

}  // namespace newswatch::fetch
