// The fields of a reason why the watch is not well, named once: for status, the control socket and
// /healthz. `Io` is a JsonWriter or a JsonReader; the value is const for the writer.
#pragma once

#include "model/watch_reason.h"
#include "record/json_io.h"

namespace newswatch::record {

template <class Io, class Reason>
void reason_fields(Io& io, Reason& reason) {
  io.field("what", reason.what);
  io.field("since", reason.since);
  io.field("detail", reason.detail);
}

}  // namespace newswatch::record
