// type = "smtp": mail (mail.h) by a server that takes it for others, as a provider's does.
//
// The Message-ID is the same for every try, so that a mailbox shows a repeat once, and a follow-up
// answers it. A message counts as delivered when one recipient's is taken; the notice names the
// others. Errors are Failures. Notify loop's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/smtp_client.h"
#include "notify/mail.h"
#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

class SmtpSink final : public Notifier {
 public:
  struct Options {
    net::SmtpRequest envelope;  // all but the message
    MailTexts texts;
  };

  SmtpSink(Options options, std::unique_ptr<net::SmtpClient> client, const model::Clock& clock);

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void cancel() override;

 private:
  DeliveryResult read(const net::SmtpOutcome& outcome) const;
  Failure failure_of(const net::SmtpAnswer& answer) const;
  std::string refused_recipients(const std::vector<net::SmtpReply>& replies) const;
  std::string safe(std::string_view what) const;

  const Options options_;
  const std::unique_ptr<net::SmtpClient> client_;
  const model::Clock& clock_;
  const std::string host_;  // of the server, with its port
  const std::vector<std::string> secrets_;
  std::optional<std::uint64_t> row_;  // under way
  std::string reference_;             // its Message-ID
};

SinkType smtp_sink_type();

}  // namespace newswatch::notify
