// Heartbeat: tells a service that waits for signs of life that the watch is well, or why it is not,
// so that people hear of a machine that is gone as well.
//
// Well: GET of the address. Not well: POST of the reason to the address with /fail behind its path,
// as healthchecks takes it. An address of Uptime Kuma (its path has /api/push/) gets both by GET,
// as status=up or status=down. What can't be told is not told again: the next sign comes by itself.
// No call blocks. Errors are an outcome, for the log. Notify loop's thread only.
#pragma once

#include <poll.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/result.h"
#include "net/http_client.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

// The request for the address. reason: why the watch is not well; empty: it is.
net::HttpRequest heartbeat_request(const std::string& address, const std::string& reason);

class Heartbeat {
 public:
  // `clock` must outlive it.
  Heartbeat(const config::HeartbeatSettings& settings, const SinkResources& resources,
            const model::Clock& clock);

  // Sends a sign; one that is still on its way is given up.
  void beat(const std::string& reason);
  bool under_way() const { return id_ != 0; }
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // What became of a sign, once.
  std::optional<model::Result<void>> step();

 private:
  const config::HeartbeatSettings settings_;
  net::HttpRequest base_;  // guard, certificates, proxy, name
  std::unique_ptr<net::HttpClient> client_;
  std::optional<model::Error> broken_;  // it could not be set up
  net::HttpClient::Id id_ = 0;
};

}  // namespace newswatch::notify
