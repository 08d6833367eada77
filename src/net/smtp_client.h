// SmtpClient: sends messages to a mail server (RFC 5321), one at a time, driven by the owner's
// poll(2).
//
// libcurl looks the name up, connects, encrypts and logs in; then it hands over the connection
// (CURLOPT_CONNECT_ONLY), and the envelope and the message go by curl_easy_send(). libcurl would
// send them too, but it waits for the answer to a message, and for that to QUIT, without returning
// (7.88). TLS is always verified. Each message has a connection of its own. No call blocks. One
// thread.
#pragma once

#include <poll.h>

#include <memory>
#include <optional>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "net/curl_loop.h"
#include "net/smtp_message.h"

namespace newswatch::net {

class SmtpTransfer;

class SmtpClient {
 public:
  // The clock must outlive the client. kTransient: libcurl has no memory.
  static model::Result<std::unique_ptr<SmtpClient>> open(const model::Clock& clock);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  // Begins to send. Only when nothing is under way. What is wrong with the request comes back by
  // collect().
  void start(SmtpRequest request);
  // Adds the descriptors to wait for, and shortens the time to wait where something is due earlier.
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // Moves on as far as it goes without blocking; what came of the message, once it has ended.
  std::optional<SmtpOutcome> collect();
  // Gives the message up. Whether the server took it is not known.
  void cancel();

 private:
  explicit SmtpClient(const model::Clock& clock);

  const model::Clock& clock_;
  CurlLoop loop_;
  std::unique_ptr<SmtpTransfer> transfer_;  // under way; its handle is in the loop
  std::optional<SmtpOutcome> ended_;        // before it began
};

}  // namespace newswatch::net
