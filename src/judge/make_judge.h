// make_judge: the judge that [judge] of the config describes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "judge/judge.h"

namespace newswatch::judge {

// nullptr: none is configured. `environment` (NAME=value) is for a command; `clock` must outlive
// the judge. Reads the key file and [fetch] ca_file, so make a new one at a reload. kPermanent,
// kBadInput: one of them is no good; kTransient: no memory for libcurl. Does not connect.
model::Result<std::unique_ptr<Judge>> make_judge(const config::Settings& settings,
                                                 std::vector<std::string> environment,
                                                 const model::Clock& clock);

}  // namespace newswatch::judge
