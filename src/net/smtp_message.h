// A message to a mail server, and its answer (RFC 5321). Plain values; any thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "model/clock.h"
#include "model/failure_cause.h"
#include "net/address_guard.h"

namespace newswatch::net {

class CaBundle;  // net/curl_setup.h

struct SmtpRequest {
  std::string url;                      // smtps://HOST:PORT, or smtp://HOST:PORT
  bool needs_tls = true;                // smtp: STARTTLS before anything else, or nothing is sent
  std::string credentials;              // user:password; empty: none
  std::string sender;                   // an address without < and >
  std::vector<std::string> recipients;  // at least one
  std::string message;  // headers and body (RFC 5322), not dot-stuffed; LF or CRLF ends a line
  // Ends before the message when a recipient is greylisted, so that all of them get it at once.
  bool waits_for_greylisted = false;
  model::Duration timeout = std::chrono::seconds(30);  // for all of it
  AddressGuard guard;                                  // what may be connected to
  std::shared_ptr<const CaBundle> trusted;             // nullptr: the system's certificates
};

struct SmtpReply {
  int code = 0;      // 200 to 599; 0: none came, and the text says what is missing
  std::string text;  // one line, as the server wrote it: not safe to print
  bool good() const { return code >= 200 && code < 400; }
  bool passes() const { return code >= 400 && code < 500; }  // it may work later
};

// Whether the reply to a recipient says that it would take the message in a few minutes (RFC 6647).
bool is_greylisting(const SmtpReply& reply);

// What the last reply of the server is about.
enum class SmtpStep { kGreeting, kLogin, kSender, kRecipients, kData, kMessage };

struct SmtpAnswer {
  SmtpStep step = SmtpStep::kGreeting;
  SmtpReply reply;                    // good only for kMessage: the message is taken
  std::vector<SmtpReply> recipients;  // one each, in their order; empty: it did not come so far
};

struct SmtpFailure {
  model::FailureCause cause = model::FailureCause::kNetwork;
  std::string what;  // one line, safe to print
};

using SmtpOutcome = tl::expected<SmtpAnswer, SmtpFailure>;

}  // namespace newswatch::net
