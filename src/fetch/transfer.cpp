#include "fetch/transfer.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "fetch/challenge.h"
#include "net/masked_secrets.h"
#include "net/url.h"
#include "text/ascii.h"
#include "text/plain_text.h"

namespace newswatch::fetch {
namespace {

constexpr std::size_t kMaxDiscarded =
    64u << 10;  // bytes of a body that is not read, to keep the connection
constexpr std::size_t kRefusalPage = 32u << 10;  // bytes of a bot wall's page that are looked at
constexpr std::size_t kLongBody = 64u << 10;     // bytes from which a body goes into the spool
constexpr std::size_t kLongestText = 1000;       // bytes of text in the page of a bot wall
constexpr int kMaxRedirects = 5;
constexpr const char* kAccept =
    "Accept: application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, "
    "*/*;q=0.5";

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_refusal(int status) {
  return status == 401 || status == 403 || status == 405 || status == 406 || status == 429 ||
         status == 503;
}

bool begins_as_html(std::string_view body) {
  body = text::trimmed(body);
  return text::starts_in_any_case(body, "<!doctype html") ||
         text::starts_in_any_case(body, "<html") || text::starts_in_any_case(body, "<head");
}

}  // namespace

Transfer::Transfer(Request request, std::shared_ptr<const TransferContext> context, Handle handle)
    : request_(std::move(request)),
      shared_(std::move(context)),
      context_(*shared_),
      started_(context_.clock.monotonic()),
      deadline_(started_ + request_.timeout),
      moved_(started_),
      curl_(std::move(handle)) {}

model::Result<void> Transfer::begin() {
  std::optional<net::Url> url = net::parse_http(request_.url);
  if (!url) {
    visited_ = {
        request_.url.substr(request_.url.rfind('@') + 1)};  // a password must not get into the log
    return fail(model::ErrorKind::kPermanent, "not an http or https address");
  }
  home_ = net::origin(*url);
  user_ = url->user;
  password_ = url->password;
  const bool broken =
      std::any_of(request_.headers.begin(), request_.headers.end(), net::breaks_line);
  if (broken || net::breaks_line(request_.user_agent) || net::breaks_line(request_.credentials)) {
    visited_ = {home_};
    return fail(model::ErrorKind::kPermanent, "a header to send holds a line break");
  }
  if (auto ready = curl_.set_up(*context_.trusted); !ready) return ready;
  return set_up_hop(*std::move(url));
}

model::Result<void> Transfer::set_up_hop(net::Url url) {
  // User and password in a redirect come from the server and are not sent; nor is a fragment.
  url.user.clear();
  url.password.clear();
  url.fragment.clear();
  visited_.push_back(net::to_string(url));
  answer_ = {};
  const bool at_home = net::origin(url) == home_;
  const std::string proxy = net::choose_proxy(request_.proxy, context_.proxies, visited_.back());
  if (at_home && request_.credentials.empty()) {
    url.user = user_;
    url.password = password_;
  }
  const bool aimed = curl_.aim(url, proxy, context_.guard);
  if (const auto& refusal = curl_.refusal()) return refused(*refusal);
  if (!aimed || !set_options(at_home) || !set_headers(at_home)) {
    return fail(model::ErrorKind::kBug, "libcurl refuses an option");
  }
  return {};
}

bool Transfer::set_options(bool at_home) {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) { ok = ok && curl_.set(option, value); };
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  const bool with_credentials = at_home && !request_.credentials.empty();
  set(CURLOPT_USERPWD, with_credentials ? request_.credentials.c_str() : nullptr);
  set(CURLOPT_USERAGENT, request_.user_agent.empty() ? nullptr : request_.user_agent.c_str());
  // Accept all that libcurl knows (deflate, gzip, br, zstd), and decode it here: libcurl refuses
  // what servers make of it.
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_LOW_SPEED_LIMIT, 16L);  // bytes a second
  set(CURLOPT_LOW_SPEED_TIME, 30L);   // seconds
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  // libcurl skips the extensions of chunks (RFC 9112 section 7.1.1) without a word, but its trace
  // has them.
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &Transfer::on_wire);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  set(CURLOPT_XFERINFODATA, this);
  return ok;
}

bool Transfer::set_headers(bool at_home) {
  std::vector<std::string> lines;
  if (at_home) lines = request_.headers;
  const bool accepts = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return text::equal_in_any_case(line.substr(0, line.find(':')), "accept");
  });
  if (!accepts) lines.emplace_back(kAccept);
  const auto validator = [&](const char* name, const std::string& value) {
    if (!value.empty() && !net::breaks_line(value)) lines.push_back(name + value);
  };
  validator("If-None-Match: ", request_.etag);
  validator("If-Modified-Since: ", request_.last_modified);
  return curl_.set_headers(lines);
}

model::Duration Transfer::connect_time() const { return request_.timeout / 2; }

void Transfer::hop_starts() {
  curl_.starts();
  const auto left = (deadline_ - context_.clock.monotonic()).count();
  curl_.set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<model::Duration::rep>(left, 1)));
  // A host that does not answer must be known before the whole time is over.
  curl_.set(CURLOPT_CONNECTTIMEOUT_MS,
            static_cast<long>(std::max<model::Duration::rep>(connect_time().count(), 1)));
}

std::size_t Transfer::on_header(char* bytes, std::size_t, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->header_line({bytes, count}) ? count : 0;
}

int Transfer::on_wire(CURL*, curl_infotype type, char*, std::size_t count, void* self) noexcept {
  if (type == CURLINFO_DATA_IN) static_cast<Transfer*>(self)->answer_.wire += count;
  return 0;
}

// Not 0: ends the transfer.
int Transfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  Answer& answer = transfer.answer_;
  const std::size_t frames = answer.wire - std::min(answer.wire, answer.received);
  answer.frames_too_large = frames > transfer.request_.max_body;
  return answer.frames_too_large ? 1 : 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->body_part({bytes, count}) ? count : 0;
}

// Reads a header line. False ends the transfer.
bool Transfer::header_line(std::string_view line) {
  moved();
  ResponseHead& head = answer_.head;
  answer_.head_too_large = !head.take(line);
  cookie_came_ = cookie_came_ || head.cookie;
  if (head.done && is_success(head.status) && head.content_length > request_.max_body) {
    answer_.body_too_large = true;
  }
  return !answer_.head_too_large && !answer_.body_too_large;
}

bool Transfer::body_part(std::string_view bytes) {
  moved();
  answer_.received += bytes.size();
  if (!answer_.decoder) {
    answer_.decoder = std::make_unique<net::ContentDecoder>(
        answer_.head.content_encoding,
        [this](std::string_view part) { return decoded_part(part); });
  }
  if (is_success(answer_.head.status)) return answer_.decoder->write(bytes);
  if (is_refusal(answer_.head.status) && answer_.refusal_page.size() < kRefusalPage) {
    answer_.decoder->write(bytes);
  }
  return answer_.received <= kMaxDiscarded;
}

bool Transfer::decoded_part(std::string_view bytes) {
  if (!is_success(answer_.head.status)) {
    answer_.refusal_page += bytes.substr(0, kRefusalPage - answer_.refusal_page.size());
    return answer_.refusal_page.size() < kRefusalPage;
  }
  const std::size_t size = answer_.spooled ? answer_.spooled->size() : answer_.body.size();
  if (bytes.size() > request_.max_body - size) {
    answer_.body_too_large = true;
    return false;
  }
  return keep(bytes);
}

bool Transfer::keep(std::string_view bytes) {
  std::string& body = answer_.body;
  if (!context_.spool || (!answer_.spooled && body.size() + bytes.size() <= kLongBody)) {
    body.append(bytes);
    return true;
  }
  model::Result<void> kept;
  if (!answer_.spooled) {
    answer_.spooled = std::make_shared<SpooledBody>(context_.spool);
    kept = answer_.spooled->append(std::exchange(body, {}));
  }
  if (kept) kept = answer_.spooled->append(bytes);
  if (!kept) answer_.spool_error = kept.error();
  return kept.has_value();
}

std::optional<model::Result<Response>> Transfer::hop_ended(CURLcode code) {
  // A body that is not read may be too long or broken.
  const bool body_is_no_matter =
      answer_.head.done && !is_success(answer_.head.status) && !answer_.head_too_large;
  if (code == CURLE_OK && answer_.decoder && is_success(answer_.head.status) &&
      !answer_.decoder->finish()) {
    code = CURLE_WRITE_ERROR;
  }
  if (answer_.spool_error) return fail(answer_.spool_error->kind, answer_.spool_error->context);
  if (code != CURLE_OK && !body_is_no_matter) return failure(code);
  if (is_redirect(answer_.head.status) && !answer_.head.location.empty()) return follow();
  return finished();
}

std::optional<model::Result<Response>> Transfer::follow() {
  std::string target = net::resolve_http(visited_.back(), answer_.head.location);
  std::optional<net::Url> url = net::parse_url(target);
  if (!url) {
    return fail(model::ErrorKind::kPermanent, "redirected to \"" + shown(answer_.head.location) +
                                                  "\", which is no http or https address");
  }
  url->user.clear();
  url->password.clear();
  url->fragment.clear();
  target = net::to_string(*url);
  if (std::find(visited_.begin(), visited_.end(), target) != visited_.end()) {
    return fail(model::ErrorKind::kTransient,
                "redirect loop: " + trail() + " -> " + shown(target) + wish_for_cookie());
  }
  if (visited_.size() > kMaxRedirects) {
    return fail(model::ErrorKind::kTransient,
                "more than 5 redirects: " + trail() + wish_for_cookie());
  }
  permanent_so_far_ =
      permanent_so_far_ && (answer_.head.status == 301 || answer_.head.status == 308);
  if (permanent_so_far_) moved_to_ = target;
  if (auto ready = set_up_hop(*std::move(url)); !ready) return tl::unexpected(ready.error());
  return std::nullopt;
}

std::string Transfer::wish_for_cookie() const {
  return cookie_came_ ? "; it wants a cookie; newswatch sends none; headers_file can" : "";
}

// What page came instead of a feed. A success counts only where the page is that of a bot wall.
std::string Transfer::challenge_of(const Response& response) const {
  if (!is_success(response.status)) {
    if (!is_refusal(response.status) && answer_.head.wall.empty()) return {};
    return challenge({response.content_type, answer_.head.mitigated, answer_.head.datadome,
                      answer_.head.server, answer_.refusal_page, answer_.head.wall});
  }
  const std::string_view page = response.body;
  const bool named = !answer_.head.wall.empty() || !answer_.head.mitigated.empty();
  if (!named && (page.size() > kRefusalPage || !begins_as_html(page))) return {};
  const std::string said =
      challenge({response.content_type, answer_.head.mitigated, "", answer_.head.server,
                 page.substr(0, kRefusalPage), answer_.head.wall});
  if (!is_wall(said)) return {};
  // Ordinary pages may hold a captcha too, but they have more to say.
  return named || text::plain_text(page, 2 * kLongestText).size() <= kLongestText ? said : "";
}

Response Transfer::finished() {
  Response response = std::move(answer_.head.headers);
  response.body = std::move(answer_.body);
  response.status = answer_.head.status;
  response.spooled = std::move(answer_.spooled);
  response.challenge = challenge_of(response);
  if (answer_.decoder && is_success(response.status)) {
    response.warnings = answer_.decoder->warnings();
  }
  response.secrets = net::secrets_of(request_.credentials, request_.headers);
  response.challenge = net::masked_secrets(std::move(response.challenge), response.secrets);
  response.final_url = visited_.back();
  if (!request_.secret_address) response.moved_to = moved_to_;
  response.redirects = static_cast<int>(visited_.size()) - 1;
  response.elapsed = context_.clock.monotonic() - started_;
  const auto time = [&](CURLINFO what) {
    return std::chrono::duration_cast<model::Duration>(curl_.time(what));
  };
  response.connect = std::max(time(CURLINFO_CONNECT_TIME_T), time(CURLINFO_APPCONNECT_TIME_T));
  response.first_byte = time(CURLINFO_STARTTRANSFER_TIME_T);
  return response;
}

}  // namespace newswatch::fetch
