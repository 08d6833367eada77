#include "daemon/fetch_loop.h"

#include <algorithm>
#include <utility>

#include "daemon/log_lines.h"
#include "daemon/metrics.h"
#include "engine/feed_outcome.h"
#include "net/url.h"
#include "poll/mend_times.h"
#include "poll/next_poll.h"

namespace newswatch::daemon {
namespace {

// Beside the transfers that move those that do not: hosts that hang must not keep the others
// waiting, however many they are.
constexpr std::size_t kMaxStalled = 300;
// A feed has one message on its way at most, and transfers and documents are bounded.
constexpr std::size_t kInbox = 2 * (config::FetchSettings::kMostTransfers + kMaxStalled);
constexpr auto kFullQueue = std::chrono::milliseconds(20);
constexpr model::Duration kTransferCheck = std::chrono::seconds(1);  // one may hang
constexpr auto kLongestWish = std::chrono::hours(49);  // Retry-After and errors, with jitter

// With answers after half a second on average 40,000 feeds every ten minutes need some thirty.
std::size_t transfers_at_once(const config::Settings& settings) {
  constexpr std::size_t kFew = 100, kMany = 500, kFeedsOfOne = 400;
  if (settings.fetch.transfers > 0) return static_cast<std::size_t>(settings.fetch.transfers);
  return std::clamp(settings.feeds.size() / kFeedsOfOne, kFew, kMany);
}

// The state without what a request does not need, to save memory.
model::FeedState for_requests(model::FeedState state) {
  state.title_parts = {};
  state.window = {};
  state.title = {};
  state.last_error = {};
  state.error_cause = {};
  return state;
}

}  // namespace

FetchLoop::FetchLoop(fetch::Fetcher& fetcher, const model::Clock& clock,
                     engine::DocumentLog& documents, Queue<WriterMessage>& writer)
    : fetcher_(fetcher),
      clock_(clock),
      documents_(documents),
      writer_(writer),
      inbox_(kInbox, [&fetcher] { fetcher.wake(); }),
      schedule_(poll::HostLimits{}) {}

void FetchLoop::stop() {
  stopping_ = true;
  inbox_.close();
}

void FetchLoop::run(engine::SettingsPtr settings, std::vector<model::FeedState> states,
                    Beat& beat) {
  check_clock();
  reload(std::move(settings), std::move(states));
  while (!stopping_) {
    beat.step();
    check_clock();
    while (auto message = inbox_.try_pop()) take(std::move(*message));
    hand_on();
    start_due();
    for (fetch::FetchResult& result : fetcher_.wait(patience(beat))) receive(std::move(result));
    check_stalled();
  }
  fetcher_.cancel_all();
}

void FetchLoop::take(FetchMessage message) {
  if (auto* done = std::get_if<PollDone>(&message)) {
    pending_.erase(done->url);
    if (const config::FeedSettings* feed = requests_->feed(done->url)) {
      schedule(*feed, std::move(done->state));
    }
  } else if (auto* reloaded = std::get_if<Reloaded>(&message)) {
    renew_trust(reloaded->settings->fetch);
    reload(std::move(reloaded->settings), std::move(reloaded->states));
  } else if (auto* sooner = std::get_if<AskSooner>(&message)) {
    for (model::FeedState& state : sooner->states) {
      const config::FeedSettings* feed = requests_->feed(state.url);
      if (feed != nullptr && !pending_.contains(state.url)) schedule(*feed, std::move(state));
    }
  }
}

// The config was checked before. What fails all the same (a file that is gone since) leaves the
// old.
void FetchLoop::renew_trust(const config::FetchSettings& settings) {
  auto guard = net::AddressGuard::parse(settings.allow_networks);
  auto done = guard ? fetcher_.trust(std::move(*guard), settings.ca_file)
                    : model::Result<void>(tl::unexpected(guard.error()));
  if (!done) log_lines::old_trust_kept(done.error());
}

void FetchLoop::reload(engine::SettingsPtr settings, std::vector<model::FeedState> states) {
  const std::unique_ptr<Requests> before = std::move(requests_);
  settings_ = std::move(settings);
  std::vector<std::pair<std::string, model::Error>> refused;
  requests_ = std::make_unique<Requests>(*settings_, refused);
  for (const auto& [feed, error] : refused) log_lines::feed_setup(feed, error);
  schedule_.set_limits({settings_->fetch.per_host, settings_->fetch.host_gap});
  max_transfers_ = transfers_at_once(*settings_);
  for (const auto& [url, state] : states_) {
    if (requests_->feed(url) == nullptr) schedule_.remove(url);
  }
  std::erase_if(states_,
                [&](const auto& entry) { return requests_->feed(entry.first) == nullptr; });
  std::erase_if(searches_,
                [&](const auto& entry) { return requests_->feed(entry.first) == nullptr; });
  unpolled_placed_ = 0;
  unpolled_ = static_cast<std::size_t>(std::count_if(
      states.begin(), states.end(),
      [](const model::FeedState& state) { return state.next_poll == model::Time{}; }));
  for (model::FeedState& state : states) {
    const config::FeedSettings* feed = requests_->feed(state.url);
    if (feed != nullptr) schedule(*feed, std::move(state));
  }
}

void FetchLoop::schedule(const config::FeedSettings& feed, model::FeedState state) {
  const model::Time now = clock_.now();
  poll::mend_times(state, now);
  // Whatever is stored, a clock that was wrong must not silence a feed for long.
  const model::Time latest =
      now + std::max<model::Duration>(settings_->fetch.max_interval, kLongestWish);
  if (!state.limited_host.empty() && state.retry_after && *state.retry_after > now) {
    schedule_.hold(state.limited_host, std::min(*state.retry_after, latest));
  }
  const bool asked_at_url = feed.url_file.empty() && state.asked_at.empty();
  const std::string host = asked_at_url ? std::string() : asked_origin(feed, state);
  if (pending_.contains(feed.url)) {
    // Its response is on the way to the writer; PollDone says when to ask again.
  } else if (state.paused) {
    schedule_.remove(feed.url);
  } else if (state.gone) {
    schedule_.remove(feed.url);
    if (const auto search = engine::search_time(state))
      schedule_.put(feed.url, *search, feed.priority);
  } else if (state.next_poll == model::Time{}) {
    const model::Duration wait =
        poll::spread(unpolled_placed_++, unpolled_, settings_->fetch.interval);
    schedule_.put(feed.url, now + wait, feed.priority, host);
  } else {
    schedule_.put(feed.url, std::min(state.next_poll, latest), feed.priority, host);
  }
  states_.insert_or_assign(feed.url, for_requests(std::move(state)));
}

void FetchLoop::check_clock() {
  const auto step = steps_.look(clock_.moment());
  if (!step) return;
  log_lines::clock_stepped(*step);
  // Set back, feeds would wait for as long; set forward, all would be due at once.
  schedule_.shift(step->by());
}

void FetchLoop::hand_on() {
  while (!to_write_.empty() && writer_.try_push(to_write_.front())) to_write_.pop_front();
  while (!to_document_log_.empty() && documents_.append(to_document_log_.front())) {
    to_document_log_.pop_front();
  }
}

bool FetchLoop::has_room() const {
  return in_flight_.size() - stalled_.size() < max_transfers_ &&
         in_flight_.size() < max_transfers_ + kMaxStalled;
}

void FetchLoop::start_due() {
  while (to_write_.empty() && to_document_log_.empty() && has_room()) {
    const auto url = schedule_.take(clock_.now());
    if (!url) return;
    pending_.insert(*url);
    start(*url);
  }
}

void FetchLoop::start(const std::string& url) {
  if (const auto search = searches_.find(url); search != searches_.end()) {
    const std::uint64_t id = next_id_++;
    in_flight_[id] = {url, true};
    fetcher_.start(requests_->make_page(id, url, search->second.page));
    return;
  }
  const model::FeedState& state = states_[url];
  if (const auto due = engine::search_time(state); due && *due <= clock_.now()) {
    Search search{engine::Discovery(state.site, engine::Discovery::Reach::kNamed), {}};
    if (auto page = search.discovery.next()) {
      searches_.insert_or_assign(url, std::move(search));
      ask_page(url, std::move(*page));
      return;
    }
  }
  const std::uint64_t id = next_id_++;
  in_flight_[id] = {url, false};
  if (state.next_poll != model::Time{}) metrics::started_poll(clock_.now() - state.next_poll);
  fetcher_.start(requests_->make(id, url, state));
}

// Through the schedule, for the manners towards the page's host.
void FetchLoop::ask_page(const std::string& url, std::string page) {
  schedule_.done(url);
  schedule_.put(url, clock_.now(), 0, net::origin(page));
  searches_.at(url).page = std::move(page);
}

void FetchLoop::search_on(const std::string& url, model::Result<fetch::Response> response) {
  const auto at = searches_.find(url);
  if (at == searches_.end()) {  // the feed left the config meanwhile
    pending_.erase(url);
    return;
  }
  engine::Discovery& discovery = at->second.discovery;
  discovery.take(std::move(response));
  if (auto page = discovery.next()) {
    ask_page(url, std::move(*page));
    return;
  }
  const std::string found = discovery.found().empty() ? "" : discovery.found().front().url;
  to_write_.emplace_back(engine::SearchResult{url, clock_.now(), found});
  searches_.erase(at);
}

void FetchLoop::receive(fetch::FetchResult result) {
  const auto at = in_flight_.find(result.id);
  if (at == in_flight_.end()) return;
  const Flight flight = std::move(at->second);
  in_flight_.erase(at);
  stalled_.erase(result.id);
  schedule_.done(flight.url);
  metrics::fetched(result.response);
  if (flight.page) {
    search_on(flight.url, std::move(result.response));
    return;
  }
  engine::FetchedResponse fetched =
      engine::fetched(flight.url, clock_.moment(), std::move(result.response));
  if (const auto state = states_.find(flight.url); state != states_.end()) {
    fetched.known_body = state->second.body_hash;
  }
  if (fetched.response && fetch::is_success(fetched.response->status)) {
    to_document_log_.push_back(std::move(fetched));
  } else {
    to_write_.emplace_back(engine::parse_response(std::move(fetched)));
  }
  hand_on();
}

void FetchLoop::check_stalled() {
  stalled_.clear();
  for (const std::uint64_t id : fetcher_.stalled()) {
    const auto at = in_flight_.find(id);
    if (at == in_flight_.end()) continue;
    stalled_.insert(id);
    schedule_.stalled(at->second.url);
  }
}

model::Duration FetchLoop::patience(const Beat& beat) {
  if (!to_write_.empty() || !to_document_log_.empty()) return kFullQueue;
  if (!has_room()) return kTransferCheck;
  const model::Time now = clock_.now();
  const auto next = schedule_.next(now);
  const model::Duration longest =
      in_flight_.empty() ? beat.longest_sleep() : std::min(kTransferCheck, beat.longest_sleep());
  if (!next) return longest;
  return std::clamp<model::Duration>(*next - now, model::Duration(0), longest);
}

}  // namespace newswatch::daemon
