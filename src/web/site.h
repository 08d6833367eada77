// Site: what stands at each address: pages, API, feeds, metrics, files. Reads the store as it is at
// the moment; changes nothing. One thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/companion.h"
#include "view/watch_status.h"
#include "web/exchange.h"
#include "web/gate.h"
#include "web/page.h"
#include "web/pages.h"

namespace newswatch::web {

class Site {
 public:
  // What may take too long for the thread that answers: to be called in another one, and finished.
  using Work = std::function<Response()>;

  Site(const daemon::Inside& inside, engine::SettingsPtr settings, const Gate& gate,
       std::function<std::size_t()> streams);

  void reload(engine::SettingsPtr settings) { settings_ = std::move(settings); }

  // GET and HEAD. `later`: takes work; false: there is too much, it is refused.
  Response answer(const Request& request, const std::function<bool(Work)>& later);
  // What a person sees after a correction: back to where it belongs, or why it was refused.
  Response corrected(const Request& request, const model::ControlReply& reply);
  const config::Settings& settings() const { return *settings_; }

 private:
  model::Result<Response> route(const store::Rows& rows, const Request& request,
                                const std::function<bool(Work)>& later);
  model::Result<Response> page(const store::Rows& rows, const Request& request);
  Response search(const Request& request, const std::function<bool(Work)>& later);
  // Any thread.
  model::Result<view::WatchStatus> read_watch(const store::Rows& rows,
                                              const config::Settings& settings) const;
  // The same, of at most two seconds ago.
  model::Result<const view::WatchStatus*> watch(const store::Rows& rows);
  model::Result<Response> health(const store::Rows& rows);
  model::Result<Response> metrics(const store::Rows& rows);
  Sight sight(const store::Rows& rows, const view::WatchStatus& watch,
              const Request& request) const;
  Response html(std::string_view page, const Fields& fields, int status = 200) const;
  Response message(const Request& request, int status, std::string_view title,
                   std::string_view text);

  const daemon::Inside& inside_;
  engine::SettingsPtr settings_;
  const Gate& gate_;
  const std::function<std::size_t()> streams_;
  const Pages pages_;
  std::optional<view::WatchStatus> watch_;
  model::Monotonic watch_until_{};
};

}  // namespace newswatch::web
