// Whether there is a topic of the name that was typed. One thread.
#pragma once

#include <string>

#include "cli/open.h"

namespace newswatch::cli {

// kOk: the config has the topic, or stored events have it (of a topic that left the config); also
// for an empty name, and when the config could not be read. kNotFound: neither; what may be meant
// was printed. kFailure: the store could not be read; that was printed.
int check_topic(const OpenStore& store, const std::string& name);

}  // namespace newswatch::cli
