// The fetcher that commands use: libcurl, under the config's [fetch].
#pragma once

#include <memory>

#include "config/settings.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::cli {

// The clock must outlive it. Errors: those of CurlFetcher::open().
model::Result<std::unique_ptr<fetch::Fetcher>> open_fetcher(const config::Settings& settings,
                                                            const model::Clock& clock);

}  // namespace newswatch::cli
