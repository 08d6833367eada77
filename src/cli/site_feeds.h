// The feeds of a site, asked for now (engine/discovery.h). One thread; blocks until all is known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "engine/discovery.h"
#include "fetch/fetcher.h"

namespace newswatch::cli {

// The address that was typed, of a site or of a feed; https if it names no scheme. nullopt: it is
// neither http nor https.
std::optional<std::string> site_address(std::string_view typed);

// What there is at the address, with what gave no feed.
engine::Discovery find_site_feeds(fetch::Fetcher& fetcher, const config::FetchSettings& settings,
                                  const std::string& address);

}  // namespace newswatch::cli
