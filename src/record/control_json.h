// JSON of the control socket: one object a line each way.
//
//   {"command":"ping"}
//   {"command":"outbox.retry","rows":[7,9]}   {"command":"outbox.retry","all":true,"sink":"mail"}
//   {"command":"outbox.drop","rows":[7]}
//   {"command":"regroup","regroup":"split","event":"01J...","stories":["3f..."],"quiet":false}
//   {"command":"feeds.pause","feeds":["time"]}   {"command":"snapshot"}
//   {"schema":1,"ok":true,"error":"","pid":812,"uptime":5000,"rows":[7],"not_found":[9],"event":"",
//    "feeds":[],"more":false,"snapshot":"snapshot-1738094400000",
//    "config":"/etc/newswatch/newswatch.toml","config_hash":"12ab...","reasons":[]}
//
// Rules of text, reading and errors as in event_json.h; a command that is not known is kBadInput.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/control_request.h"
#include "model/result.h"

namespace newswatch::record {

std::string control_request_json(const model::ControlRequest& request);
model::Result<model::ControlRequest> read_control_request(std::string_view json);

std::string control_reply_json(const model::ControlReply& reply);
model::Result<model::ControlReply> read_control_reply(std::string_view json);

}  // namespace newswatch::record
