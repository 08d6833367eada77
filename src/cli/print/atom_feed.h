// Events as an Atom feed (RFC 4287). Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "model/clock.h"
#include "model/event.h"

namespace newswatch::cli::print {

// Head, entries and foot make one document. updated: of the newest entry.
std::string atom_head(model::Time updated);
std::string atom_entry(const model::Event& event, std::span<const model::Report> reports);
std::string atom_foot();

}  // namespace newswatch::cli::print
