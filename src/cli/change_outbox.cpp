#include "cli/change_outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "daemon/control.h"
#include "engine/outbox_by_hand.h"
#include "record/json_io.h"

namespace newswatch::cli {
namespace {

// Each part of the work: at first the daemon's, if one runs.
class Changer {
 public:
  explicit Changer(std::filesystem::path store_folder) : folder_(std::move(store_folder)) {}

  tl::expected<model::ControlReply, int> change(const model::ControlRequest& request) {
    if (store_ == nullptr) {
      auto asked = daemon::ask_daemon(folder_.parent_path(), request);
      if (!asked) return fail(asked.error(), kFailure);
      if (std::optional<model::ControlReply>& reply = *asked) return std::move(*reply);
      auto opened = open_to_change(folder_);
      if (!opened) return tl::unexpected(opened.error());
      store_ = std::move(*opened);
    }
    auto done = engine::change_by_hand(*store_, request, model::SystemClock().now());
    if (!done) return fail(done.error(), kFailure);
    return engine::take_reply(*done);
  }

 private:
  static tl::unexpected<int> fail(const model::Error& error, int status) {
    print::complain(error.context);
    return tl::unexpected(status);
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::RocksStore> store_;
};

// The request in parts that the daemon takes.
std::vector<model::ControlRequest> parts_of(const model::ControlRequest& request) {
  if (request.choice.all) return {request};
  std::vector<model::ControlRequest> parts;
  const auto& rows = request.choice.rows;
  for (std::size_t from = 0; from < rows.size(); from += engine::kRowsAtOnce) {
    model::ControlRequest& part = parts.emplace_back(request);
    const std::size_t to = std::min(rows.size(), from + engine::kRowsAtOnce);
    part.choice.rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(from),
                            rows.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return parts;
}

void tell(const model::ControlReply& all, std::string_view done, bool json) {
  print::Output out;
  if (json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.field("rows", all.rows);
    io.field("not_found", all.not_found);
    out.line(io.text());
  } else {
    out.line(fmt::format("{} {}", print::counted(all.rows.size(), "message"), done));
  }
  out.flush();
}

}  // namespace

int change_outbox(const Global& global, const model::ControlRequest& request,
                  std::string_view done) {
  std::filesystem::path folder;
  {
    const auto opened = open_store(global);
    if (!opened) return opened.error();
    folder = opened->folder;
  }
  Changer changer(folder);
  model::ControlReply all;
  for (const model::ControlRequest& part : parts_of(request)) {
    bool more = true;
    while (more) {
      auto reply = changer.change(part);
      if (!reply) return reply.error();
      if (!reply->error.empty()) {
        print::complain(reply->error);
        return kFailure;
      }
      all.rows.insert(all.rows.end(), reply->rows.begin(), reply->rows.end());
      all.not_found.insert(all.not_found.end(), reply->not_found.begin(), reply->not_found.end());
      more = request.choice.all && reply->more;
    }
  }
  tell(all, done, global.json);
  for (const std::uint64_t row : all.not_found) {
    print::complain(
        fmt::format("no message {} waits; `newswatch outbox list` shows those that do", row));
  }
  return all.not_found.empty() ? kOk : kNotFound;
}

}  // namespace newswatch::cli
