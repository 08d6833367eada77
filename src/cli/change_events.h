// What `newswatch events merge`, `split`, `move` and `dismiss` share: ids are completed, the daemon
// is asked, or, when none runs, the store is changed here.
//
// Errors are printed. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "cli/open.h"
#include "model/regrouping.h"

namespace newswatch::cli {

// The whole id of an event that has the reports today. Error: the exit status, after a message.
tl::expected<std::string, int> whole_event_id(const OpenStore& opened, const std::string& id);

// The id of a story, by all that find_story() takes, and of the event that it is in.
struct FoundReport {
  std::string story, event;
};
tl::expected<FoundReport, int> find_report(const OpenStore& opened, const std::string& what);

// {"schema":1,"event"}: the one that has the reports, or was dismissed; and what was asked.
std::string regrouped_json(const model::Regrouping& wanted, const std::string& event);

// Returns the id of the event that has the reports then. Error: the exit status, after a message.
// The store must not be open.
tl::expected<std::string, int> regroup(const Global& global, const std::filesystem::path& folder,
                                       const model::Regrouping& wanted);

}  // namespace newswatch::cli
