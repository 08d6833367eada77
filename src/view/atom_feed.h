// Events as an Atom feed (RFC 4287). Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/event.h"

namespace newswatch::view {

// Head, entries and foot make one document. updated: of the newest entry.
// topic: whose events they are; empty: all. self: where the document is to be had, a URI or a
// reference that is relative to where it came from; empty: nowhere, it is a file.
std::string atom_head(model::Time updated, std::string_view topic = {}, std::string_view self = {});
std::string atom_entry(const model::Event& event, std::span<const model::Report> reports);
std::string atom_foot();

}  // namespace newswatch::view
