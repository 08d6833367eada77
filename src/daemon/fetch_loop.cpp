#include "daemon/fetch_loop.h"

#include <algorithm>
#include <utility>

#include "daemon/report.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kMaxTransfers = 100;
// A feed has one message on its way at most, and transfers and documents are bounded.
constexpr std::size_t kInbox = 4 * kMaxTransfers;
constexpr auto kSpread = std::chrono::milliseconds(50);  // between feeds never polled: 20 a second
constexpr auto kFullQueue = std::chrono::milliseconds(20);
constexpr model::Duration kTransferCheck = std::chrono::seconds(1);  // one may hang
constexpr auto kClockJump = std::chrono::minutes(1);
constexpr auto kLongestWish = std::chrono::hours(49);  // Retry-After and errors, with jitter

}  // namespace

FetchLoop::FetchLoop(fetch::Fetcher& fetcher, const model::Clock& clock, Queue<ParseJob>& parsers,
                     Queue<WriterMessage>& writer)
    : fetcher_(fetcher),
      clock_(clock),
      parsers_(parsers),
      writer_(writer),
      inbox_(kInbox, [&fetcher] { fetcher.wake(); }),
      schedule_(poll::HostLimits{}) {}

void FetchLoop::stop() {
  stopping_ = true;
  inbox_.close();
}

void FetchLoop::run(SettingsPtr settings, std::vector<model::FeedState> states, Beat& beat) {
  last_seen_ = clock_.now();
  reload(std::move(settings), std::move(states));
  while (!stopping_) {
    ++beat;
    mind_clock();
    while (auto message = inbox_.try_pop()) take(std::move(*message));
    hand_on();
    start_due();
    for (fetch::FetchResult& result : fetcher_.wait(patience())) receive(std::move(result));
    for (const std::uint64_t id : fetcher_.stalled()) {
      if (const auto at = in_flight_.find(id); at != in_flight_.end())
        schedule_.stalled(at->second);
    }
  }
  fetcher_.cancel_all();
}

void FetchLoop::take(FetchMessage message) {
  if (auto* noted = std::get_if<Noted>(&message)) {
    if (const auto job = noted_.find(noted->url); job != noted_.end()) {
      to_parse_.push_back(std::move(job->second));
      noted_.erase(job);
    }
  } else if (auto* settled = std::get_if<Settled>(&message)) {
    unsettled_.erase(settled->url);
    if (const config::Feed* feed = requests_->feed(settled->url)) {
      schedule(*feed, std::move(settled->state));
    }
  } else if (auto* reloaded = std::get_if<Reloaded>(&message)) {
    reload(std::move(reloaded->settings), std::move(reloaded->states));
  }
}

void FetchLoop::reload(SettingsPtr settings, std::vector<model::FeedState> states) {
  const std::unique_ptr<Requests> before = std::move(requests_);
  settings_ = std::move(settings);
  std::vector<std::pair<std::string, model::Error>> refused;
  requests_ = std::make_unique<Requests>(*settings_, refused);
  for (const auto& [feed, error] : refused) report::feed_setup(feed, error);
  schedule_.set_limits({settings_->fetch.per_host, settings_->fetch.host_gap});
  for (const auto& [url, state] : states_) {
    if (requests_->feed(url) == nullptr) schedule_.remove(url);
  }
  std::erase_if(states_,
                [&](const auto& entry) { return requests_->feed(entry.first) == nullptr; });
  never_polled_ = 0;
  for (model::FeedState& state : states) {
    const config::Feed* feed = requests_->feed(state.url);
    if (feed != nullptr) schedule(*feed, std::move(state));
  }
}

void FetchLoop::schedule(const config::Feed& feed, model::FeedState state) {
  const model::Time now = clock_.now();
  if (unsettled_.contains(feed.url)) {
    // Its response is on the way to the writer; Settled says when to ask again.
  } else if (state.gone) {
    schedule_.remove(feed.url);
  } else if (state.next_poll == model::Time{}) {
    schedule_.put(feed.url, now + kSpread * static_cast<int>(never_polled_++), feed.priority);
  } else {
    // A clock that was set back must not silence a feed for as long.
    const model::Time latest =
        now + std::max<model::Duration>(settings_->fetch.max_interval, kLongestWish);
    schedule_.put(feed.url, std::min(state.next_poll, latest), feed.priority);
  }
  states_[feed.url] = std::move(state);
}

void FetchLoop::mind_clock() {
  const model::Time now = clock_.now();
  if (now < last_seen_ - kClockJump) {
    const auto states = states_;
    for (const auto& [url, state] : states) {
      if (const config::Feed* feed = requests_->feed(url)) schedule(*feed, state);
    }
  }
  last_seen_ = now;
}

void FetchLoop::hand_on() {
  while (!to_write_.empty() && writer_.try_push(to_write_.front())) to_write_.pop_front();
  while (!to_parse_.empty() && parsers_.try_push(to_parse_.front())) to_parse_.pop_front();
}

void FetchLoop::start_due() {
  while (to_write_.empty() && to_parse_.empty() &&
         in_flight_.size() + noted_.size() < kMaxTransfers) {
    const auto url = schedule_.take(clock_.now());
    if (!url) return;
    const std::uint64_t id = next_id_++;
    in_flight_[id] = *url;
    unsettled_.insert(*url);
    fetcher_.start(requests_->make(id, *url, states_[*url]));
  }
}

void FetchLoop::receive(fetch::FetchResult result) {
  const auto at = in_flight_.find(result.id);
  if (at == in_flight_.end()) return;
  const std::string url = std::move(at->second);
  in_flight_.erase(at);
  schedule_.done(url);
  ParseJob job{url, clock_.now(), std::move(result.response)};
  if (job.response && job.response->status == 200) {
    noted_.insert_or_assign(url, std::move(job));
    to_write_.emplace_back(Note{url});
  } else {
    to_write_.emplace_back(parse_response(url, job.at, std::move(job.response)));
  }
  hand_on();
}

model::Duration FetchLoop::patience() const {
  if (!to_write_.empty() || !to_parse_.empty()) return kFullQueue;
  if (in_flight_.size() + noted_.size() >= kMaxTransfers) return kLongestSleep;
  const model::Time now = clock_.now();
  const auto next = schedule_.next(now);
  const model::Duration longest = in_flight_.empty() ? kLongestSleep : kTransferCheck;
  if (!next) return longest;
  return std::clamp<model::Duration>(*next - now, model::Duration(0), longest);
}

}  // namespace newswatch::daemon
