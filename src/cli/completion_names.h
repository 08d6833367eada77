// The names and ids that may stand at a place of a command line, read from config and store. What
// can't be read is left out, and nothing is said on standard error. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/completion.h"
#include "cli/open.h"

namespace newswatch::cli {

enum class NameKind { kEvent, kReport, kTopic, kEventOrTopic, kFeed, kSink, kMessage };

// Those of this kind, the newest first where they have a time. prefix: what was typed of an event
// id, whose end and beginning are known. event: the one whose reports are meant (kReport).
std::vector<Candidate> names_of(NameKind kind, const Global& global, std::string_view prefix,
                                const std::string& event);

}  // namespace newswatch::cli
