// SmtpTransfer: one message of an SmtpClient, over one libcurl handle.
//
// begin() once, and into the loop; when libcurl has ended with the handle logged_in(); then go_on()
// until it has an outcome, or late(). The handle must leave the loop before the transfer is gone.
// One thread.
#pragma once

#include <poll.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "net/curl_handle.h"
#include "net/smtp_message.h"

namespace newswatch::net {

class SmtpTransfer {
 public:
  SmtpTransfer(SmtpRequest request, const model::Clock& clock);

  // Sets the handle up; what is wrong with the request, nullopt when nothing is.
  std::optional<SmtpFailure> begin();
  // libcurl has connected and logged in, or failed.
  void logged_in(CURLcode code);
  // Goes on as far as it goes without blocking.
  std::optional<SmtpOutcome> go_on();
  // Its deadline came.
  SmtpOutcome late() const;

  CURL* handle() const { return curl_.get(); }
  model::Monotonic deadline() const { return begun_ + request_.timeout; }
  // What to wait for; nullopt: what libcurl waits for.
  std::optional<pollfd> wanted() const;

 private:
  enum class Progress { kGoesOn, kWaits, kBroke };

  static std::size_t on_reply(char* bytes, std::size_t, std::size_t count, void* self) noexcept;

  void login_line(std::string_view line);
  SmtpOutcome login_outcome(CURLcode code) const;
  void say(SmtpStep step, std::string_view line);
  Progress send_more();
  Progress receive_more();
  std::optional<SmtpReply> take_reply();
  // The next command, or the outcome.
  std::optional<SmtpOutcome> answer_to(SmtpReply reply);
  SmtpOutcome broke() const;
  SmtpOutcome end(SmtpReply reply);

  const SmtpRequest request_;
  const model::Monotonic begun_;
  CurlHandle curl_;
  // While libcurl has the connection: its last reply, and what the server offers.
  SmtpReply login_;
  bool offers_login_ = false, offers_tls_ = false;
  std::optional<SmtpOutcome> outcome_;

  bool ours_ = false;  // libcurl has handed the connection over
  SmtpStep step_ = SmtpStep::kGreeting;
  std::string unsent_, unread_;
  std::size_t sent_ = 0;  // of unsent_
  std::vector<SmtpReply> recipients_;
};

}  // namespace newswatch::net
