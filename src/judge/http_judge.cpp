#include "judge/http_judge.h"

#include <algorithm>
#include <utility>

#include "judge/chat_transfer.h"

namespace newswatch::judge {
namespace {

constexpr std::size_t kMostAtOnce = 4;

}  // namespace

model::Result<std::unique_ptr<HttpJudge>> HttpJudge::open(Options options,
                                                          const model::Clock& clock) {
  net::initialise_curl();
  auto trusted = net::CaBundle::with(options.ca_file);
  if (!trusted) return tl::unexpected(trusted.error());
  auto to = std::make_unique<const Endpoint>(
      Endpoint{std::move(options.url), std::move(options.model), std::move(options.key),
               std::move(options.user_agent), std::move(options.guard), *std::move(trusted)});
  std::unique_ptr<HttpJudge> judge(new HttpJudge(std::move(to), clock));
  if (!judge->multi_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  return judge;
}

HttpJudge::HttpJudge(std::unique_ptr<const Endpoint> to, const model::Clock& clock)
    : to_(std::move(to)), clock_(clock), multi_(curl_multi_init()) {
  if (!multi_) return;
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &HttpJudge::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &HttpJudge::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
}

HttpJudge::~HttpJudge() { cancel_all(); }

int HttpJudge::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
  auto& sockets = static_cast<HttpJudge*>(self)->sockets_;
  if (what == CURL_POLL_REMOVE) {
    sockets.erase(socket);
  } else {
    sockets[socket] = static_cast<short>(((what & CURL_POLL_IN) != 0 ? POLLIN : 0) |
                                         ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
  }
  return 0;
}

int HttpJudge::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  auto* const judge = static_cast<HttpJudge*>(self);
  judge->timer_.reset();
  if (milliseconds >= 0) {
    judge->timer_ = judge->clock_.monotonic() + model::Duration(milliseconds);
  }
  return 0;
}

void HttpJudge::start(const model::Question& question) {
  const model::Duration time = std::max(question.deadline - clock_.now(), model::Duration::zero());
  waiting_.push_back(
      std::make_unique<ChatTransfer>(question, *to_, time, clock_.monotonic() + time));
  admit_waiting();
}

void HttpJudge::admit_waiting() {
  while (active_.size() < kMostAtOnce && !waiting_.empty()) {
    Owned transfer = std::move(waiting_.front());
    waiting_.pop_front();
    if (auto begun = transfer->begin(); !begun) {
      end(*transfer, tl::unexpected(begun.error()));
    } else if (curl_multi_add_handle(multi_.get(), transfer->handle()) != CURLM_OK) {
      end(*transfer, model::fail(model::ErrorKind::kBug, "libcurl refuses a transfer"));
    } else {
      active_.push_back(std::move(transfer));
    }
  }
}

void HttpJudge::end(const ChatTransfer& transfer, model::Result<Answer> answer) {
  ended_.push_back({transfer.event(), transfer.candidate(), std::move(answer)});
}

void HttpJudge::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  const model::Monotonic now = clock_.monotonic();
  const auto shorten = [&](model::Monotonic until) {
    const model::Duration left = std::max(until - now, model::Duration::zero());
    wait = wait ? std::min(*wait, left) : left;
  };
  if (!ended_.empty()) shorten(now);
  for (const Owned& transfer : waiting_) shorten(transfer->deadline());
  if (active_.empty()) return;
  for (const Owned& transfer : active_) shorten(transfer->deadline());
  for (const auto& [socket, events] : sockets_) fds.push_back({socket, events, 0});
  if (timer_) shorten(*timer_);
}

// Which sockets are ready is asked again here, as the owner's poll is not ours. libcurl keeps its
// own time: it is always asked to look at it, however `clock_` runs.
void HttpJudge::drive() {
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

void HttpJudge::end_finished() {
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
    end(*transfer, transfer->ended(code));
  }
}

void HttpJudge::end_late() {
  const model::Monotonic now = clock_.monotonic();
  const auto is_late = [&](const Owned& owned) {
    if (now < owned->deadline()) return false;
    end(*owned, tl::unexpected(owned->late()));
    return true;
  };
  std::erase_if(active_, [&](const Owned& owned) {
    if (!is_late(owned)) return false;
    curl_multi_remove_handle(multi_.get(), owned->handle());
    return true;
  });
  std::erase_if(waiting_, is_late);
}

void HttpJudge::collect(std::vector<Judged>& done) {
  if (!active_.empty()) drive();
  end_finished();
  end_late();
  admit_waiting();
  std::move(ended_.begin(), ended_.end(), std::back_inserter(done));
  ended_.clear();
}

// nullptr: of every event.
void HttpJudge::drop_active(const std::string* event) {
  std::erase_if(active_, [&](const Owned& owned) {
    if (event && owned->event() != *event) return false;
    curl_multi_remove_handle(multi_.get(), owned->handle());
    return true;
  });
}

void HttpJudge::cancel(const std::string& event) {
  std::erase_if(ended_, [&](const Judged& judged) { return judged.event == event; });
  std::erase_if(waiting_, [&](const Owned& owned) { return owned->event() == event; });
  drop_active(&event);
}

void HttpJudge::cancel_all() {
  ended_.clear();
  waiting_.clear();
  drop_active(nullptr);
}

}  // namespace newswatch::judge
