#include "judge/chat_transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <system_error>
#include <utility>

#include "judge/question_text.h"
#include "net/url.h"
#include "record/judge_json.h"
#include "text/escape.h"

namespace newswatch::judge {
namespace {

constexpr std::size_t kLargestBody = 1u << 20;  // decoded
constexpr std::size_t kLongestUrl = 300;        // in a message
constexpr std::size_t kLongestComplaint = 200;  // of the server's

// What a person can do about a refusal.
std::string_view advice(long status) {
  switch (status) {
    case 401:
    case 403:
      return "; check api_key_file of [judge]";
    case 404:
      return "; check url and model of [judge]";
    default:
      return "";
  }
}

bool may_work_later(long status) {
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

}  // namespace

ChatTransfer::ChatTransfer(const model::Question& question, const Endpoint& to,
                           model::Duration time, model::Monotonic deadline)
    : to_(to),
      event_(question.event),
      candidate_(question.candidate),
      request_(record::chat_request(to.model, std::string(kInstructions), question_json(question))),
      time_(time),
      deadline_(deadline) {}

model::Result<void> ChatTransfer::begin() {
  handle_.reset(curl_easy_init());
  if (!handle_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  if (auto ready = net::set_up(handle_.get(), to_.trusted); !ready) return ready;
  const auto url = net::parse_url(to_.url);
  // A name's addresses are judged when it connects.
  refused_ = to_.guard.refusal(url ? url->host : "");
  if (refused_) return tl::unexpected(failure(CURLE_COULDNT_CONNECT));
  if (!set_options() || !set_headers()) {
    return tl::unexpected(error(model::ErrorKind::kBug, "libcurl refuses an option"));
  }
  return {};
}

bool ChatTransfer::set_options() {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(handle_.get(), option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, to_.url.c_str());
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_USERAGENT, to_.user_agent.empty() ? nullptr : to_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl decodes
  // A second answer to one question must not count as the answer to the next.
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_POSTFIELDS, request_.c_str());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.size()));
  set(CURLOPT_WRITEFUNCTION, &ChatTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &ChatTransfer::on_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  return ok;
}

bool ChatTransfer::set_headers() {
  bool ok = true;
  const auto add = [&](const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    ok = ok && longer;
    if (!longer) return;
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  };
  add("Content-Type: application/json");
  add("Accept: application/json");
  add("Expect:");  // no waiting for a 100 Continue
  if (!to_.key.empty()) add("Authorization: Bearer " + to_.key);
  return ok && curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, headers_.get()) == CURLE_OK;
}

std::size_t ChatTransfer::on_body(char* bytes, std::size_t, std::size_t count,
                                  void* self) noexcept {
  auto* const transfer = static_cast<ChatTransfer*>(self);
  if (count > kLargestBody - transfer->body_.size()) {
    transfer->too_large_ = true;
    return 0;
  }
  transfer->body_.append(bytes, count);
  return count;
}

curl_socket_t ChatTransfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto* const transfer = static_cast<ChatTransfer*>(self);
  if (auto why = transfer->to_.guard.refusal(&address->addr)) {
    transfer->refused_ = std::move(why);
    return CURL_SOCKET_BAD;
  }
  // Not to be inherited by a command's child.
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

model::Result<Answer> ChatTransfer::ended(CURLcode code) const {
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  // The body of a refusal may be as long or as broken as it likes.
  if (status >= 300) return tl::unexpected(refusal_of(status));
  if (code != CURLE_OK || status < 200) return tl::unexpected(failure(code));
  return answer();
}

model::Result<Answer> ChatTransfer::answer() const {
  const auto content = record::chat_content(body_);
  if (!content) return tl::unexpected(error(model::ErrorKind::kBadInput, content.error().context));
  return read_answer(*content);
}

model::Error ChatTransfer::refusal_of(long status) const {
  if (status < 400) {
    const char* target = nullptr;
    curl_easy_getinfo(handle_.get(), CURLINFO_REDIRECT_URL, &target);
    return error(
        model::ErrorKind::kPermanent,
        fmt::format("HTTP status {}, redirected to {}: redirects are not followed; write the "
                    "final address into url of [judge]",
                    status, target ? text::shortened(target, kLongestUrl) : "nowhere"));
  }
  std::string what = fmt::format("HTTP status {}", status);
  const std::string complaint = record::chat_complaint(body_);
  if (!complaint.empty()) what += ": " + text::shortened(complaint, kLongestComplaint);
  what += advice(status);
  return error(may_work_later(status) ? model::ErrorKind::kTransient : model::ErrorKind::kPermanent,
               what);
}

model::Error ChatTransfer::failure(CURLcode code) const {
  using model::ErrorKind;
  if (refused_) {
    return error(ErrorKind::kPermanent,
                 "refused: " + *refused_ + "; allow it in allow_networks of [judge]");
  }
  if (too_large_) return error(ErrorKind::kBadInput, "the answer is over 1 MiB");
  const std::string detail = error_text_[0] ? error_text_.data() : curl_easy_strerror(code);
  long os_error = 0;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return error(ErrorKind::kTransient, "name not found: " + detail);
    case CURLE_COULDNT_CONNECT:
      curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &os_error);
      if (os_error == 0) break;
      return error(ErrorKind::kTransient,
                   "connect: " + std::generic_category().message(static_cast<int>(os_error)));
    case CURLE_GOT_NOTHING:
      return error(ErrorKind::kTransient, "the server closed the connection unanswered");
    case CURLE_PARTIAL_FILE:
      return error(ErrorKind::kTransient, "the answer was cut off");
    case CURLE_PEER_FAILED_VERIFICATION:
      return error(ErrorKind::kTransient, "TLS: " + detail);
    case CURLE_BAD_CONTENT_ENCODING:
      return error(ErrorKind::kBadInput, detail);
    default:
      break;
  }
  return error(ErrorKind::kTransient, detail);
}

model::Error ChatTransfer::late() const {
  std::string_view how_far = ", as it had to wait for others";
  if (handle_) {
    curl_off_t connect = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_CONNECT_TIME_T, &connect);
    how_far = connect == 0 ? ", no connection either" : "";
  }
  return error(model::ErrorKind::kTransient,
               fmt::format("no answer after {:.1f} s{}", static_cast<double>(time_.count()) / 1000,
                           how_far));
}

model::Error ChatTransfer::error(model::ErrorKind kind, std::string_view what) const {
  return {kind, text::printable("POST " + text::shortened(to_.url, kLongestUrl) + ": " +
                                std::string(what))};
}

}  // namespace newswatch::judge
