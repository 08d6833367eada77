// make_judge: the judge that [judge] of the config describes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "judge/judge.h"

namespace newswatch::judge {

// nullptr: none is configured. `environment` (NAME=value) is what a command gets, and where the
// proxy "env" is read. A server is asked through the proxy of [fetch], and with its certificates.
// `clock` must outlive the judge. Reads the key file and ca_file, so a reload makes a new one; does
// not connect. kPermanent, kBadInput: one of the two files can't be used; kTransient: no memory for
// libcurl.
model::Result<std::unique_ptr<Judge>> make_judge(const config::Settings& settings,
                                                 std::vector<std::string> environment,
                                                 const model::Clock& clock);

}  // namespace newswatch::judge
