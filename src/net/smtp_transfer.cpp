#include "net/smtp_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "net/url.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::net {
namespace {

using model::FailureCause;

constexpr std::size_t kLongestReply = 64u << 10;
constexpr std::string_view kNoLogin = "the server offers no way that newswatch knows";

std::string_view name_of(SmtpStep step) {
  switch (step) {
    case SmtpStep::kGreeting:
      return "greeting";
    case SmtpStep::kLogin:
      return "login";
    case SmtpStep::kSender:
      return "MAIL FROM";
    case SmtpStep::kRecipients:
      return "RCPT TO";
    case SmtpStep::kData:
      return "DATA";
    case SmtpStep::kMessage:
      break;
  }
  return "message";
}

// "250 text" or "250-text"; 0: no reply.
int code_of(std::string_view line) {
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), text::is_digit)) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

void add_line(SmtpReply& reply, std::string_view line) {
  reply.code = code_of(line);
  const std::string_view words = text::trimmed(line.substr(std::min<std::size_t>(4, line.size())));
  if (words.empty()) return;
  if (!reply.text.empty()) reply.text += ' ';
  reply.text += words;
}

// RFC 5321 sections 2.3.8 and 4.5.2: CRLF ends each line, a dot at its start is doubled, a line
// with a dot alone ends the message.
std::string on_the_wire(std::string_view message) {
  std::string out;
  out.reserve(message.size() + message.size() / 32 + 8);
  while (!message.empty()) {
    std::string_view line = text::take_piece(message, "\n");
    if (line.starts_with('.')) out += '.';
    for (const char c : line) {
      if (c != '\r' && c != '\0') out += c;
    }
    out += "\r\n";
  }
  return out + ".\r\n";
}

bool fits_envelope(std::string_view address) {
  return !address.empty() && std::ranges::none_of(address, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f ||
           c == '<' || c == '>';
  });
}

}  // namespace

bool is_greylisting(const SmtpReply& reply) {
  if (reply.code != 450 && reply.code != 451) return false;
  const std::string words = text::ascii_lower(reply.text);
  return words.starts_with("4.7.") || words.find("greylist") != words.npos ||
         words.find("graylist") != words.npos;
}

SmtpTransfer::SmtpTransfer(SmtpRequest request, const model::Clock& clock)
    : request_(std::move(request)), begun_(clock.monotonic()) {}

std::optional<SmtpFailure> SmtpTransfer::begin() {
  const auto refuse = [](std::string what) { return SmtpFailure{FailureCause::kRefused, what}; };
  const std::optional<Url> url = parse_url(request_.url);
  if (!url || (url->scheme != "smtp" && url->scheme != "smtps")) {
    return refuse("not an smtp or smtps address");
  }
  if (request_.recipients.empty() || !fits_envelope(request_.sender) ||
      !std::ranges::all_of(request_.recipients, fits_envelope)) {
    return refuse("a mail address is malformed");
  }
  static const CaBundle kSystem;
  const CaBundle& trusted = request_.trusted ? *request_.trusted : kSystem;
  if (auto ready = curl_.set_up(trusted, Protocol::kSmtp); !ready) {
    return SmtpFailure{FailureCause::kNetwork, ready.error().context};
  }
  bool ok = curl_.aim(*url, {}, request_.guard);
  if (const auto& refusal = curl_.refusal()) {
    return SmtpFailure{FailureCause::kBlocked, "refused: " + text::printable(*refusal)};
  }
  const auto set = [&](CURLoption option, auto value) { ok = ok && curl_.set(option, value); };
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_USE_SSL, static_cast<long>(request_.needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (const std::size_t colon = request_.credentials.find(':');
      colon != request_.credentials.npos) {
    set(CURLOPT_USERNAME, request_.credentials.substr(0, colon).c_str());
    set(CURLOPT_PASSWORD, request_.credentials.substr(colon + 1).c_str());
  }
  // The client keeps the deadline itself; libcurl would give up on its own after some minutes.
  const auto beyond = request_.timeout + std::chrono::minutes(1);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(beyond.count()));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
      static_cast<long>(std::chrono::ceil<std::chrono::seconds>(beyond).count()));
  set(CURLOPT_HEADERFUNCTION, &SmtpTransfer::on_reply);
  set(CURLOPT_HEADERDATA, this);
  if (!ok) return refuse("libcurl refuses an option");
  curl_.starts();
  return std::nullopt;
}

std::size_t SmtpTransfer::on_reply(char* bytes, std::size_t, std::size_t count,
                                   void* self) noexcept {
  static_cast<SmtpTransfer*>(self)->login_line(text::trimmed({bytes, count}));
  return count;
}

void SmtpTransfer::login_line(std::string_view line) {
  if (code_of(line) != login_.code || login_.text.size() > kLongestReply) login_ = {};
  add_line(login_, line);
  const std::string_view offer = line.substr(std::min<std::size_t>(4, line.size()));
  if (text::equal_in_any_case(offer.substr(0, 4), "AUTH")) offers_login_ = true;
  if (text::equal_in_any_case(offer, "STARTTLS")) offers_tls_ = true;
}

void SmtpTransfer::logged_in(CURLcode code) {
  if (code != CURLE_OK) {
    outcome_ = login_outcome(code);
  } else if (!request_.credentials.empty() && !offers_login_) {
    outcome_ = SmtpAnswer{SmtpStep::kLogin, {0, std::string(kNoLogin)}, {}};
  } else {
    ours_ = true;
    say(SmtpStep::kSender, fmt::format("MAIL FROM:<{}>\r\n", request_.sender));
  }
}

SmtpOutcome SmtpTransfer::login_outcome(CURLcode code) const {
  const auto fail = [](FailureCause cause, std::string_view what) {
    return SmtpOutcome(tl::unexpected(SmtpFailure{cause, text::printable(what)}));
  };
  if (const auto& refusal = curl_.refusal()) {
    return fail(FailureCause::kBlocked, "refused: " + *refusal);
  }
  switch (code) {
    case CURLE_LOGIN_DENIED:
      if (login_.code < 400) {
        return SmtpAnswer{SmtpStep::kLogin, {0, std::string(kNoLogin)}, {}};
      }
      return SmtpAnswer{SmtpStep::kLogin, login_, {}};
    case CURLE_USE_SSL_FAILED:
      return fail(FailureCause::kNetwork,
                  offers_tls_ ? fmt::format("STARTTLS: {} {}", login_.code, login_.text)
                              : "the server offers no STARTTLS, and nothing is sent without TLS");
    case CURLE_SSL_CONNECT_ERROR:
      return fail(FailureCause::kNetwork, "TLS: " + curl_.detail(code));
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED:
      if (login_.code >= 400) return SmtpAnswer{SmtpStep::kGreeting, login_, {}};
      return fail(FailureCause::kServer, "its answer is no SMTP: " + curl_.detail(code));
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      // A server that has no time for us says so before it hangs up.
      if (login_.code >= 400) return SmtpAnswer{SmtpStep::kGreeting, login_, {}};
      return fail(FailureCause::kNetwork, login_.code == 0
                                              ? "the server closed the connection unanswered"
                                              : "the connection broke before the login");
    default:
      return fail(FailureCause::kNetwork, curl_.failure_text(code));
  }
}

void SmtpTransfer::say(SmtpStep step, std::string_view line) {
  step_ = step;
  unsent_ = line;
  sent_ = 0;
}

SmtpTransfer::Progress SmtpTransfer::send_more() {
  while (sent_ < unsent_.size()) {
    std::size_t sent = 0;
    const CURLcode code =
        curl_easy_send(handle(), unsent_.data() + sent_, unsent_.size() - sent_, &sent);
    if (code == CURLE_AGAIN) return Progress::kWaits;
    if (code != CURLE_OK) return Progress::kBroke;
    sent_ += sent;
  }
  return Progress::kGoesOn;
}

SmtpTransfer::Progress SmtpTransfer::receive_more() {
  std::array<char, 4096> bytes{};
  std::size_t count = 0;
  const CURLcode code = curl_easy_recv(handle(), bytes.data(), bytes.size(), &count);
  if (code == CURLE_AGAIN) return Progress::kWaits;
  if (code != CURLE_OK || count == 0 || unread_.size() > kLongestReply) return Progress::kBroke;
  unread_.append(bytes.data(), count);
  return Progress::kGoesOn;
}

// RFC 5321 section 4.2.1: all lines but the last have a hyphen behind the code.
std::optional<SmtpReply> SmtpTransfer::take_reply() {
  SmtpReply reply;
  std::string_view rest = unread_;
  while (rest.find('\n') != rest.npos) {
    const std::string_view line = text::trimmed(text::take_piece(rest, "\n"));
    add_line(reply, line);
    if (line.size() > 3 && line[3] == '-') continue;
    unread_.erase(0, unread_.size() - rest.size());
    return reply;
  }
  return std::nullopt;
}

std::optional<SmtpOutcome> SmtpTransfer::go_on() {
  if (outcome_) return outcome_;
  while (ours_) {
    const Progress sent = send_more();
    // A server that refuses a message may say so, and hang up, before it has all of it.
    const Progress received = receive_more();
    if (auto reply = take_reply()) {
      if (auto outcome = answer_to(*std::move(reply))) return outcome;
    } else if (received == Progress::kBroke || sent == Progress::kBroke) {
      return broke();
    } else if (received == Progress::kWaits) {
      break;
    }
  }
  return std::nullopt;
}

std::optional<SmtpOutcome> SmtpTransfer::answer_to(SmtpReply reply) {
  if (reply.code < 200 || reply.code > 599) {
    return tl::unexpected(SmtpFailure{FailureCause::kServer, "its answer is no SMTP"});
  }
  // It closes the connection now (RFC 5321 section 3.8).
  if (reply.code == 421) return end(std::move(reply));
  switch (step_) {
    case SmtpStep::kGreeting:
    case SmtpStep::kLogin:
    case SmtpStep::kMessage:
      return end(std::move(reply));
    case SmtpStep::kData:
      if (reply.code != 354) return end(std::move(reply));
      say(SmtpStep::kMessage, on_the_wire(request_.message));
      return std::nullopt;
    case SmtpStep::kSender:
      if (!reply.good()) return end(std::move(reply));
      break;
    case SmtpStep::kRecipients:
      recipients_.push_back(std::move(reply));
      break;
  }
  if (recipients_.size() < request_.recipients.size()) {
    say(SmtpStep::kRecipients,
        fmt::format("RCPT TO:<{}>\r\n", request_.recipients[recipients_.size()]));
    return std::nullopt;
  }
  const auto greylisted = std::ranges::find_if(recipients_, is_greylisting);
  if (request_.waits_for_greylisted && greylisted != recipients_.end()) return end(*greylisted);
  if (std::ranges::any_of(recipients_, &SmtpReply::good)) {
    say(SmtpStep::kData, "DATA\r\n");
    return std::nullopt;
  }
  // Of several refusals, one that may pass.
  const auto passing = std::ranges::find_if(recipients_, &SmtpReply::passes);
  return end(passing == recipients_.end() ? recipients_.front() : *passing);
}

// Says good-bye without waiting for an answer.
SmtpOutcome SmtpTransfer::end(SmtpReply reply) {
  constexpr std::string_view kQuit = "QUIT\r\n";
  std::size_t sent = 0;
  if (sent_ == unsent_.size()) curl_easy_send(handle(), kQuit.data(), kQuit.size(), &sent);
  return SmtpAnswer{step_, std::move(reply), std::move(recipients_)};
}

SmtpOutcome SmtpTransfer::broke() const {
  return tl::unexpected(SmtpFailure{
      FailureCause::kNetwork,
      step_ == SmtpStep::kMessage
          ? "the connection broke before the server said whether it has the message"
          : fmt::format("the connection broke before the answer to {}", name_of(step_))});
}

SmtpOutcome SmtpTransfer::late() const {
  std::string how_far;
  if (ours_) {
    how_far = fmt::format(" to {}", step_ == SmtpStep::kMessage ? "the message" : name_of(step_));
  } else if (curl_.looking_up()) {
    how_far = ": the name server did not answer";
  } else if (curl_.time(CURLINFO_CONNECT_TIME_T).count() == 0) {
    how_far = ", no connection either";
  } else if (login_.code == 0) {
    how_far = ", no greeting either";
  }
  const double seconds = static_cast<double>(request_.timeout.count()) / 1000;
  return tl::unexpected(SmtpFailure{FailureCause::kTimeout,
                                    fmt::format("no answer after {:.1f} s{}", seconds, how_far)});
}

std::optional<pollfd> SmtpTransfer::wanted() const {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (!ours_ || curl_easy_getinfo(handle(), CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK ||
      socket == CURL_SOCKET_BAD) {
    return std::nullopt;
  }
  const bool writes = sent_ < unsent_.size();
  return pollfd{socket, static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0};
}

}  // namespace newswatch::net
