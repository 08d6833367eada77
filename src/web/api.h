// The machine endpoints: events as JSON (the objects of the command line), as an Atom feed and as a
// stream. Errors: those of the store. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/result.h"
#include "store/rows.h"
#include "web/exchange.h"

namespace newswatch::web {

inline constexpr std::size_t kMostListed = 200;

// ?since=TIME&topic=NAME&after=ID&limit=N: the newest events first; with `after` those with greater
// ids, the oldest first, so that the last id is the next `after`. Merged events and those that wait
// for the judge are left out, as from `events list`. {"schema":1,"events":[...],"more":bool}
model::Result<Response> list_events(const store::Rows& rows, const Request& request);
// The event that has the reports of `id` today.
model::Result<Response> show_event(const store::Rows& rows, const std::string& id);
// The newest events as a feed; topic: of this one alone, empty: of all.
model::Result<Response> atom_events(const store::Rows& rows, std::string_view topic,
                                    model::Time now);

// A piece of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
// `event`: "event.new", which moves the stream's id on, or "event.changed". Empty: it is told
// nobody: it was merged, or waits.
model::Result<std::string> stream_piece(const store::Rows& rows, const std::string& id,
                                        std::string_view event);
// The pieces of the events with ids greater than `after`, at most kMostListed of the newest.
model::Result<std::string> stream_since(const store::Rows& rows, const std::string& after);

// {"schema":1,"error":"..."}
Response api_error(int status, std::string_view what);

}  // namespace newswatch::web
