#include "judge/make_judge.h"

#include <utility>

#include "config/secrets.h"
#include "judge/command_judge.h"
#include "judge/http_judge.h"

namespace newswatch::judge {
model::Result<std::unique_ptr<Judge>> make_judge(const config::Settings& settings,
                                                 std::vector<std::string> environment,
                                                 const model::Clock& clock) {
  const config::JudgeSettings& wanted = settings.judge;
  if (!wanted.command.empty()) {
    return std::make_unique<CommandJudge>(wanted.command, std::move(environment), clock);
  }
  if (wanted.url.empty()) return std::unique_ptr<Judge>();
  HttpJudge::Options options;
  options.url = wanted.url;
  options.model = wanted.model;
  options.user_agent = settings.fetch.user_agent;
  options.ca_file = settings.fetch.ca_file;
  options.proxy = settings.fetch.proxy;
  options.proxies = net::ProxyEnvironment::of(environment);
  auto guard = net::AddressGuard::parse(wanted.allow_networks);
  if (!guard) return tl::unexpected(guard.error());
  options.guard = std::move(*guard);
  if (!wanted.api_key_file.empty()) {
    auto key = config::read_key(wanted.api_key_file);
    if (!key) return tl::unexpected(key.error());
    options.key = std::move(*key);
  }
  auto judge = HttpJudge::open(std::move(options), clock);
  if (!judge) return tl::unexpected(judge.error());
  return std::unique_ptr<Judge>(std::move(*judge));
}

}  // namespace newswatch::judge
