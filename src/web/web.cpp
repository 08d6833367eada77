#include "web/web.h"

#include <sys/random.h>

#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "config/listen_address.h"
#include "daemon/log_lines.h"
#include "daemon/peer_rights.h"
#include "daemon/queue.h"
#include "web/api.h"
#include "web/gate.h"
#include "web/http_server.h"
#include "web/posted_change.h"
#include "web/site.h"

namespace newswatch::web {
namespace {

using daemon::Lock;
using daemon::Mutex;

constexpr std::size_t kMostSearches = 4;  // that wait
// Events that streams have not been told of: more than a commit has.
constexpr std::size_t kMostChanges = 4096;

std::string random_token() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  static_cast<void>(::getrandom(bytes.data(), bytes.size(), 0));
  std::string out;
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

class Web final : public daemon::Companion {
 public:
  Web(daemon::Inside inside, const engine::SettingsPtr& settings, std::optional<gid_t> group)
      : inside_(std::move(inside)),
        gate_(settings->web.token, settings->web.hosts, random_token()),
        site_(inside_, settings, gate_, [this] { return server_->streams(); }),
        group_(group) {}
  ~Web() override { end_searches(); }
  Web(const Web&) = delete;
  Web& operator=(const Web&) = delete;

  model::Result<void> listen(const config::ListenAddress& address) {
    auto server = HttpServer::open(
        address,
        {.answer = [this](const Request& request, std::uint64_t id) { return answer(request, id); },
         .woken = [this] { woken(); },
         .may_change = [this](int fd) { return daemon::peer_may_change(fd, group_); }});
    if (!server) return tl::unexpected(server.error());
    server_ = std::move(*server);
    daemon::log_lines::page_at(server_->where());
    return {};
  }

  void run(daemon::Beat& beat) override {
    searcher_ = std::thread([this] { search(); });
    server_->run(beat);
    end_searches();
  }

  void stop() override { server_->stop(); }

  void changed(const engine::Changes& changes) override {
    std::map<std::string, bool> news;  // as changed_
    for (const auto& one : changes.placed) news[one.event.id] |= one.report.opened;
    for (const auto& one : changes.announced) news[one.event.id] = true;
    for (const auto& one : changes.edited) news.emplace(one.event, false);
    for (const auto& one : changes.merged) news.emplace(one.into, false);
    if (news.empty()) return;
    {
      const Lock lock(mutex_);
      if (changed_.size() < kMostChanges) {
        // What is new stays so, whatever else becomes of it before streams are told.
        for (const auto& [id, is_new] : news) changed_[id] |= is_new;
      }
    }
    server_->wake();
  }

  void reload(engine::SettingsPtr settings) override {
    {
      const Lock lock(mutex_);
      reloaded_ = std::move(settings);
    }
    server_->wake();
  }

 private:
  Response answer(const Request& request, std::uint64_t id) {
    if (auto refused = gate_.refuse(request)) return std::move(*refused);
    if (request.method == "POST") return correct(request, id);
    return site_.answer(request, [&](Site::Work work) {
      const Lock lock(mutex_);
      if (searches_.size() >= kMostSearches) return false;
      searches_.emplace_back(id, std::move(work));
      news_.notify_one();
      return true;
    });
  }

  Response correct(const Request& request, std::uint64_t id) {
    auto wanted = posted_change(request, site_.settings(), inside_.clock.now());
    if (!wanted) {
      const bool nowhere = wanted.error().kind == model::ErrorKind::kPermanent;
      return api_error(nowhere ? 404 : 400, wanted.error().context);
    }
    const auto taken =
        inside_.ask(std::move(*wanted), [this, id, request](model::ControlReply reply) {
          const Lock lock(mutex_);
          replies_.push_back({id, request, std::move(reply)});
          server_->wake();
        });
    if (!taken) return api_error(503, "the daemon is busy; nothing was changed");
    return {.kind = Response::Kind::kLater};
  }

  // In the server's thread.
  void woken() {
    std::map<std::string, bool> changed;
    std::vector<Reply> replies;
    engine::SettingsPtr settings;
    {
      const Lock lock(mutex_);
      changed.swap(changed_);
      replies.swap(replies_);
      settings.swap(reloaded_);
    }
    if (settings) site_.reload(std::move(settings));
    for (Reply& reply : replies) {
      server_->finish(reply.id, site_.corrected(reply.request, reply.reply));
    }
    if (changed.empty() || server_->streams() == 0) return;
    const auto rows = inside_.store.instant();
    for (const auto& [id, is_new] : changed) {
      const auto piece = stream_piece(*rows, id, is_new ? "event.new" : "event.changed");
      if (piece && !piece->empty()) server_->send(*piece);
    }
  }

  void search() {
    for (;;) {
      std::pair<std::uint64_t, Site::Work> job;
      {
        const Lock lock(mutex_);
        while (searches_.empty() && !stopping_) news_.wait(mutex_);
        if (stopping_) return;
        job = std::move(searches_.front());
        searches_.pop_front();
      }
      server_->finish(job.first, job.second());
    }
  }

  void end_searches() {
    {
      const Lock lock(mutex_);
      stopping_ = true;
      news_.notify_all();
    }
    if (searcher_.joinable()) searcher_.join();
  }

  struct Reply {
    std::uint64_t id = 0;
    Request request;
    model::ControlReply reply;
  };

  const daemon::Inside inside_;
  const Gate gate_;
  Site site_;
  const std::optional<gid_t> group_;
  std::unique_ptr<HttpServer> server_;
  std::thread searcher_;
  Mutex mutex_;
  std::condition_variable_any news_;
  std::map<std::string, bool> changed_ NEWSWATCH_TSA(guarded_by(mutex_));  // id -> it is new
  std::vector<Reply> replies_ NEWSWATCH_TSA(guarded_by(mutex_));
  std::deque<std::pair<std::uint64_t, Site::Work>> searches_ NEWSWATCH_TSA(guarded_by(mutex_));
  engine::SettingsPtr reloaded_ NEWSWATCH_TSA(guarded_by(mutex_));
  bool stopping_ NEWSWATCH_TSA(guarded_by(mutex_)) = false;
};

}  // namespace

model::Result<std::unique_ptr<daemon::Companion>> make_web(const daemon::Inside& inside,
                                                           engine::SettingsPtr settings) {
  const auto address = config::parse_listen_address(settings->web.listen);
  if (!address || address->kind == config::ListenAddress::Kind::kOff) return nullptr;
  const auto group = daemon::changing_group(settings->daemon.control_group);
  auto web = std::make_unique<Web>(inside, settings, group ? *group : std::nullopt);
  if (auto listening = web->listen(*address); !listening) {
    return tl::unexpected(listening.error());
  }
  return web;
}

}  // namespace newswatch::web
