#include "net/http_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "net/http_time.h"
#include "net/url.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/sizes.h"

namespace newswatch::net {
namespace {

using model::ErrorKind;
using model::FailureCause;

constexpr std::size_t kMaxHead = 64u << 10;  // all header bytes, of interim answers too

HttpFailure fail(FailureCause cause, ErrorKind kind, std::string_view what) {
  return {cause, {kind, text::printable(what)}};
}

// libcurl drops a header whose value is blank.
bool may_be_sent(const HttpHeader& header) {
  return text::is_token(header.name) && !text::trimmed(header.value).empty() &&
         !breaks_line(header.value);
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

model::Duration milliseconds(std::chrono::microseconds time) {
  return std::chrono::duration_cast<model::Duration>(time);
}

}  // namespace

HttpTransfer::HttpTransfer(HttpClient::Id id, HttpRequest request, const model::Clock& clock)
    : id_(id), request_(std::move(request)), clock_(clock), begun_(clock.monotonic()) {}

std::optional<HttpFailure> HttpTransfer::begin(const ProxyEnvironment& proxies) {
  const auto refuse = [](ErrorKind kind, std::string_view what) {
    return fail(FailureCause::kRefused, kind, what);
  };
  std::optional<Url> url = parse_http(request_.url);
  if (!url) return refuse(ErrorKind::kPermanent, "not an http or https address");
  if (!std::ranges::all_of(request_.headers, may_be_sent) || breaks_line(request_.user_agent) ||
      breaks_line(request_.credentials)) {
    return refuse(ErrorKind::kPermanent,
                  "a header to send is malformed (an empty value, a line break)");
  }
  url->fragment.clear();
  if (!request_.credentials.empty()) {
    url->user.clear();
    url->password.clear();
  }
  static const CaBundle kSystem;
  if (auto ready = curl_.set_up(request_.trusted ? *request_.trusted : kSystem); !ready) {
    return HttpFailure{FailureCause::kNetwork, ready.error()};
  }
  const std::string proxy =
      is_loopback(url->host) ? "" : choose_proxy(request_.proxy, proxies, to_string(*url));
  const bool aimed = curl_.aim(*url, proxy, request_.guard);
  if (curl_.refusal()) return failure(CURLE_COULDNT_CONNECT);
  if (!aimed || !set_options() || !set_method() || !set_headers()) {
    return refuse(ErrorKind::kBug, "libcurl refuses an option");
  }
  return std::nullopt;
}

bool HttpTransfer::set_options() {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) { ok = ok && curl_.set(option, value); };
  set(CURLOPT_PRIVATE, this);
  if (!request_.credentials.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERPWD, request_.credentials.c_str());
  }
  set(CURLOPT_USERAGENT, request_.user_agent.empty() ? nullptr : request_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl decodes
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  // Else libcurl gives up on a connection after 5 minutes. The client keeps the deadline itself.
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.timeout.count()) + 60'000L);
  set(CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  return ok;
}

bool HttpTransfer::set_method() {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) { ok = ok && curl_.set(option, value); };
  switch (request_.method) {
    case HttpMethod::kGet:
      set(CURLOPT_HTTPGET, 1L);
      return ok;
    case HttpMethod::kPost:
      break;
    case HttpMethod::kPut:
    case HttpMethod::kPatch:
    case HttpMethod::kDelete:
      set(CURLOPT_CUSTOMREQUEST, name(request_.method));
      if (request_.method == HttpMethod::kDelete && request_.body.empty()) return ok;
      break;
  }
  set(CURLOPT_POSTFIELDS, request_.body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  return ok;
}

bool HttpTransfer::set_headers() {
  std::vector<std::string> lines;
  bool has_type = false;
  for (const HttpHeader& header : request_.headers) {
    lines.push_back(header.name + ": " + header.value);
    has_type = has_type || text::equal_in_any_case(header.name, "Content-Type");
  }
  if (!has_type) lines.emplace_back("Content-Type:");  // libcurl would call it a form
  lines.emplace_back("Expect:");                       // no waiting for a 100 Continue
  return curl_.set_headers(lines);
}

void HttpTransfer::starts() {
  started_ = true;
  curl_.starts();
}

std::size_t HttpTransfer::on_header(char* bytes, std::size_t, std::size_t count,
                                    void* self) noexcept {
  return static_cast<HttpTransfer*>(self)->header_line({bytes, count}) ? count : 0;
}

std::size_t HttpTransfer::on_body(char* bytes, std::size_t, std::size_t count,
                                  void* self) noexcept {
  return static_cast<HttpTransfer*>(self)->body_part({bytes, count}) ? count : 0;
}

// False ends the transfer. An interim answer (1xx) is overwritten by the next head; trailers are
// not headers.
bool HttpTransfer::header_line(std::string_view line) {
  head_bytes_ += line.size();
  head_too_large_ = head_bytes_ > kMaxHead;
  if (head_too_large_ || head_done_) return !head_too_large_;
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    headers_.clear();
  } else if (line == "\r\n" || line == "\n") {
    head_done_ = status() >= 200;
  } else if (colon != line.npos && colon > 0) {
    headers_.push_back(
        {std::string(line.substr(0, colon)), std::string(text::trimmed(line.substr(colon + 1)))});
  }
  return true;
}

bool HttpTransfer::body_part(std::string_view bytes) {
  body_too_large_ = bytes.size() > request_.max_body - body_.size();
  if (!body_too_large_) body_.append(bytes);
  return !body_too_large_;
}

int HttpTransfer::status() const {
  long status = 0;
  curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

HttpOutcome HttpTransfer::ended(CURLcode code) {
  if (code == CURLE_OK && head_done_) return outcome(std::nullopt);
  return outcome(failure(code));
}

HttpOutcome HttpTransfer::late() {
  std::string_view how_far;
  if (!started_) {
    how_far = ", as it had to wait for others";
  } else if (curl_.looking_up()) {
    how_far = ": the name server did not answer";
  } else if (curl_.time(CURLINFO_CONNECT_TIME_T).count() == 0) {
    how_far = ", no connection either";
  }
  const double seconds = static_cast<double>(request_.timeout.count()) / 1000;
  return outcome(fail(FailureCause::kTimeout, ErrorKind::kTransient,
                      fmt::format("no answer after {:.1f} s{}", seconds, how_far)));
}

HttpOutcome HttpTransfer::outcome(std::optional<HttpFailure> failure) {
  if (!head_done_ && failure) return tl::unexpected(*std::move(failure));
  HttpResponse answer = response();
  answer.cut = std::move(failure);
  return answer;
}

HttpResponse HttpTransfer::response() {
  HttpResponse answer;
  answer.status = status();
  answer.headers = std::move(headers_);
  answer.body = std::move(body_);
  const char* target = nullptr;
  curl_easy_getinfo(handle(), CURLINFO_REDIRECT_URL, &target);
  if (target != nullptr) answer.redirect = target;
  const model::Time now = clock_.now();
  if (const auto until = retry_after(answer.header("Retry-After"), now)) {
    answer.retry_after = *until - now;
  }
  answer.elapsed = clock_.monotonic() - begun_;
  answer.connect = milliseconds(
      std::max(curl_.time(CURLINFO_CONNECT_TIME_T), curl_.time(CURLINFO_APPCONNECT_TIME_T)));
  answer.first_byte = milliseconds(curl_.time(CURLINFO_STARTTRANSFER_TIME_T));
  return answer;
}

HttpFailure HttpTransfer::failure(CURLcode code) const {
  if (const auto& refusal = curl_.refusal()) {
    return fail(FailureCause::kBlocked, ErrorKind::kPermanent, "refused: " + *refusal);
  }
  if (head_too_large_) {
    return fail(FailureCause::kServer, ErrorKind::kBadInput,
                "the answer's headers are over " + text::readable_size(kMaxHead));
  }
  if (code == CURLE_OUT_OF_MEMORY) {  // libcurl's word for a line of more than 100 KiB
    return fail(FailureCause::kServer, ErrorKind::kBadInput,
                "a header of the answer is over 100 KiB");
  }
  if (body_too_large_) {
    return fail(FailureCause::kServer, ErrorKind::kBadInput,
                "the answer is over " + text::readable_size(request_.max_body));
  }
  switch (code) {
    case CURLE_OK:
      return fail(FailureCause::kServer, ErrorKind::kTransient, "the answer is not HTTP");
    case CURLE_PARTIAL_FILE:
      return fail(FailureCause::kNetwork, ErrorKind::kTransient, "the answer was cut off");
    case CURLE_BAD_CONTENT_ENCODING:
      return fail(FailureCause::kServer, ErrorKind::kBadInput, curl_.detail(code));
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9: the scheme was checked before
    case CURLE_WEIRD_SERVER_REPLY:
      return fail(FailureCause::kServer, ErrorKind::kTransient, curl_.detail(code));
    case CURLE_URL_MALFORMAT:
      return fail(FailureCause::kRefused, ErrorKind::kPermanent, curl_.detail(code));
    default:
      return fail(FailureCause::kNetwork, ErrorKind::kTransient, curl_.failure_text(code));
  }
}

}  // namespace newswatch::net
