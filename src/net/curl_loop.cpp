#include "net/curl_loop.h"

#include <algorithm>

#include "net/curl_setup.h"

namespace newswatch::net {

CurlLoop::CurlLoop(const model::Clock& clock) : clock_(clock) {
  initialise_curl();
  multi_.reset(curl_multi_init());
  if (!multi_) return;
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

int CurlLoop::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
  auto& sockets = static_cast<CurlLoop*>(self)->sockets_;
  if (what == CURL_POLL_REMOVE) {
    sockets.erase(socket);
  } else {
    sockets[socket] = static_cast<short>(((what & CURL_POLL_IN) != 0 ? POLLIN : 0) |
                                         ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
  }
  return 0;
}

int CurlLoop::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  auto* const loop = static_cast<CurlLoop*>(self);
  loop->timer_.reset();
  if (milliseconds >= 0) loop->timer_ = loop->clock_.monotonic() + model::Duration(milliseconds);
  return 0;
}

void CurlLoop::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const {
  for (const auto& [socket, events] : sockets_) fds.push_back({socket, events, 0});
  if (!timer_) return;
  const model::Duration left = std::max(*timer_ - clock_.monotonic(), model::Duration::zero());
  wait = wait ? std::min(*wait, left) : left;
}

// Asks again which sockets are ready, as the owner's poll(2) may have been for other ones too.
// libcurl keeps its own time, so it always gets to look at it, however `clock_` runs.
std::vector<CurlLoop::Ended> CurlLoop::drive() {
  std::vector<pollfd> fds;
  fds.reserve(sockets_.size());
  for (const auto& [socket, events] : sockets_) fds.push_back({socket, events, 0});
  int running = 0;
  if (!fds.empty() && ::poll(fds.data(), fds.size(), 0) > 0) {
    for (const pollfd& fd : fds) {
      int ready = 0;
      if ((fd.revents & (POLLIN | POLLHUP)) != 0) ready |= CURL_CSELECT_IN;
      if ((fd.revents & POLLOUT) != 0) ready |= CURL_CSELECT_OUT;
      if ((fd.revents & (POLLERR | POLLNVAL)) != 0) ready |= CURL_CSELECT_ERR;
      if (ready != 0) curl_multi_socket_action(multi_.get(), fd.fd, ready, &running);
    }
  }
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  std::vector<Ended> ended;
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) ended.push_back({message->easy_handle, message->data.result});
  }
  return ended;
}

}  // namespace newswatch::net
