#include "net/http_client.h"

#include <algorithm>
#include <utility>

#include "net/http_transfer.h"

namespace newswatch::net {

model::Result<std::unique_ptr<HttpClient>> HttpClient::open(Options options,
                                                            const model::Clock& clock) {
  std::unique_ptr<HttpClient> client(new HttpClient(std::move(options), clock));
  if (!client->loop_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  return client;
}

HttpClient::HttpClient(Options options, const model::Clock& clock)
    : options_(std::move(options)), clock_(clock), loop_(clock) {}

HttpClient::~HttpClient() { cancel_all(); }

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
  if (!loop_.add(transfer->handle())) {
    ended_.push_back({transfer->id(), tl::unexpected(HttpFailure{
                                          model::FailureCause::kRefused,
                                          {model::ErrorKind::kBug, "libcurl refuses a request"}})});
    return;
  }
  active_.push_back(std::move(transfer));
}

// Out of the loop before its end. A look-up that is under way goes on without it.
void HttpClient::leave(const HttpTransfer& transfer) {
  if (transfer.looking_up()) lingering_.add(clock_.monotonic());
  loop_.remove(transfer.handle());
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
  loop_.watch(fds, wait);
}

void HttpClient::end_finished() {
  for (const auto& [handle, code] : loop_.drive()) {
    const auto found = std::ranges::find_if(
        active_, [&](const Owned& owned) { return owned->handle() == handle; });
    if (found == active_.end()) continue;
    const Owned transfer = std::move(*found);
    active_.erase(found);
    loop_.remove(handle);
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
  if (!active_.empty()) end_finished();
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
