// make_judge: the judge that [judge] of the config describes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "judge/judge.h"

namespace newswatch::judge {

// nullptr: the config has none. `environment` (NAME=value) is that of a command, and has the proxy
// variables for the proxy "env". A server is asked with proxy and ca_file of [fetch]. `clock` must
// outlive the judge. Reads the key file and ca_file, and does not connect. kPermanent, kBadInput:
// one of the two files can't be used; kTransient: no memory for libcurl.
model::Result<std::unique_ptr<Judge>> make_judge(const config::Settings& settings,
                                                 std::vector<std::string> environment,
                                                 const model::Clock& clock);

}  // namespace newswatch::judge
