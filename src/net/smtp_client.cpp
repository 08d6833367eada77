#include "net/smtp_client.h"

#include <algorithm>
#include <utility>

#include "net/smtp_transfer.h"

namespace newswatch::net {

model::Result<std::unique_ptr<SmtpClient>> SmtpClient::open(const model::Clock& clock) {
  std::unique_ptr<SmtpClient> client(new SmtpClient(clock));
  if (!client->loop_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  return client;
}

SmtpClient::SmtpClient(const model::Clock& clock) : clock_(clock), loop_(clock) {}

SmtpClient::~SmtpClient() { cancel(); }

void SmtpClient::start(SmtpRequest request) {
  cancel();
  auto transfer = std::make_unique<SmtpTransfer>(std::move(request), clock_);
  if (auto failure = transfer->begin()) {
    ended_ = tl::unexpected(*std::move(failure));
  } else if (!loop_.add(transfer->handle())) {
    ended_ =
        tl::unexpected(SmtpFailure{model::FailureCause::kRefused, "libcurl refuses to connect"});
  } else {
    transfer_ = std::move(transfer);
  }
}

void SmtpClient::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const {
  const auto shorten = [&](model::Duration left) {
    left = std::max(left, model::Duration::zero());
    wait = wait ? std::min(*wait, left) : left;
  };
  if (ended_) shorten(model::Duration::zero());
  if (!transfer_) return;
  shorten(transfer_->deadline() - clock_.monotonic());
  if (const auto fd = transfer_->wanted()) {
    fds.push_back(*fd);
  } else {
    loop_.watch(fds, wait);
  }
}

std::optional<SmtpOutcome> SmtpClient::collect() {
  if (transfer_) {
    for (const auto& [handle, code] : loop_.drive()) {
      if (handle == transfer_->handle()) transfer_->logged_in(code);
    }
    ended_ = transfer_->go_on();
    if (!ended_ && clock_.monotonic() >= transfer_->deadline()) ended_ = transfer_->late();
    if (ended_) {
      loop_.remove(transfer_->handle());
      transfer_.reset();
    }
  }
  return std::exchange(ended_, std::nullopt);
}

void SmtpClient::cancel() {
  if (transfer_) loop_.remove(transfer_->handle());
  transfer_.reset();
  ended_.reset();
}

}  // namespace newswatch::net
