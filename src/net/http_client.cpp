#include "net/http_client.h"

#include <algorithm>
#include <utility>

#include "net/http_transfer.h"

namespace newswatch::net {

model::Result<std::unique_ptr<HttpClient>> HttpClient::open(Options options,
                                                            const model::Clock& clock) {
  initialise_curl();
  std::unique_ptr<HttpClient> client(new HttpClient(std::move(options), clock));
  if (!client->multi_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  return client;
}

HttpClient::HttpClient(Options options, const model::Clock& clock)
    : options_(std::move(options)), clock_(clock), multi_(curl_multi_init()) {
  if (!multi_) return;
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &HttpClient::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &HttpClient::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

HttpClient::~HttpClient() { cancel_all(); }

int HttpClient::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
  auto& sockets = static_cast<HttpClient*>(self)->sockets_;
  if (what == CURL_POLL_REMOVE) {
    sockets.erase(socket);
  } else {
    sockets[socket] = static_cast<short>(((what & CURL_POLL_IN) != 0 ? POLLIN : 0) |
                                         ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
  }
  return 0;
}

int HttpClient::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  auto* const client = static_cast<HttpClient*>(self);
  client->timer_.reset();
  if (milliseconds >= 0) {
    client->timer_ = client->clock_.monotonic() + model::Duration(milliseconds);
  }
  return 0;
}

HttpClient::Id HttpClient::start(HttpRequest request) {
  auto transfer = std::make_unique<HttpTransfer>(++last_id_, std::move(request), clock_);
  if (auto failure = transfer->begin(options_.proxies)) {
    ended_.push_back({last_id_, tl::unexpected(*std::move(failure))});
  } else {
    waiting_.push_back(std::move(transfer));
    admit_waiting();
  }
  return last_id_;
}

std::size_t HttpClient::lookups() const {
  return lingering_.count() + static_cast<std::size_t>(std::ranges::count_if(
                                  active_, [](const Owned& owned) { return owned->looking_up(); }));
}

// First come, first served; but what needs no look-up does not wait behind what does.
void HttpClient::admit_waiting() {
  lingering_.expire(clock_.monotonic());
  for (auto next = waiting_.begin();
       next != waiting_.end() && active_.size() < options_.max_in_flight;) {
    if ((*next)->needs_lookup() && lookups() >= options_.max_lookups) {
      ++next;
      continue;
    }
    Owned transfer = std::move(*next);
    next = waiting_.erase(next);
    enter(std::move(transfer));
  }
}

void HttpClient::enter(Owned transfer) {
  transfer->starts();
  if (curl_multi_add_handle(multi_.get(), transfer->handle()) != CURLM_OK) {
    ended_.push_back({transfer->id(), tl::unexpected(HttpFailure{
                                          model::FailureCause::kRefused,
                                          {model::ErrorKind::kBug, "libcurl refuses a request"}})});
    return;
  }
  active_.push_back(std::move(transfer));
}

// Out of the multi handle before its end. A look-up that is under way goes on without it.
void HttpClient::leave(const HttpTransfer& transfer) {
  if (transfer.looking_up()) lingering_.add(clock_.monotonic());
  curl_multi_remove_handle(multi_.get(), transfer.handle());
}

void HttpClient::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const {
  const model::Monotonic now = clock_.monotonic();
  const auto shorten = [&](model::Monotonic until) {
    const model::Duration left = std::max(until - now, model::Duration::zero());
    wait = wait ? std::min(*wait, left) : left;
  };
  if (!ended_.empty()) shorten(now);
  for (const Owned& transfer : waiting_) shorten(transfer->deadline());
  if (const auto end = lingering_.next_end(); end && !waiting_.empty()) shorten(*end);
  if (active_.empty()) return;
  for (const Owned& transfer : active_) shorten(transfer->deadline());
  for (const auto& [socket, events] : sockets_) fds.push_back({socket, events, 0});
  if (timer_) shorten(*timer_);
}

// Asks again which sockets are ready, as the owner's poll(2) may have been for other ones too.
// libcurl keeps its own time, so it always gets to look at it, however `clock_` runs.
void HttpClient::drive() {
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
}

void HttpClient::end_finished() {
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto found = std::ranges::find_if(
        active_, [&](const Owned& owned) { return owned->handle() == message->easy_handle; });
    if (found == active_.end()) continue;
    const Owned transfer = std::move(*found);
    active_.erase(found);
    curl_multi_remove_handle(multi_.get(), transfer->handle());
    ended_.push_back({transfer->id(), transfer->ended(code)});
  }
}

void HttpClient::end_late() {
  const model::Monotonic now = clock_.monotonic();
  const auto is_late = [&](const Owned& owned) {
    if (now < owned->deadline()) return false;
    ended_.push_back({owned->id(), owned->late()});
    return true;
  };
  std::erase_if(active_, [&](const Owned& owned) {
    if (!is_late(owned)) return false;
    leave(*owned);
    return true;
  });
  std::erase_if(waiting_, is_late);
}

std::vector<HttpClient::Finished> HttpClient::collect() {
  if (!active_.empty()) drive();
  end_finished();
  end_late();
  admit_waiting();
  return std::exchange(ended_, {});
}

void HttpClient::cancel(Id id) {
  std::erase_if(ended_, [&](const Finished& finished) { return finished.id == id; });
  std::erase_if(waiting_, [&](const Owned& owned) { return owned->id() == id; });
  std::erase_if(active_, [&](const Owned& owned) {
    if (owned->id() != id) return false;
    leave(*owned);
    return true;
  });
  admit_waiting();
}

void HttpClient::cancel_all() {
  for (const Owned& transfer : active_) leave(*transfer);
  active_.clear();
  waiting_.clear();
  ended_.clear();
}

}  // namespace newswatch::net
