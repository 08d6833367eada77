#include "cli/change_events.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/print/output.h"
#include "record/json_io.h"
#include "text/escape.h"
#include "view/find.h"

namespace newswatch::cli {
namespace {

tl::unexpected<int> not_found(std::string_view what, const std::string& name) {
  print::complain(fmt::format("no {} {}", what, text::quoted(name)));
  return tl::unexpected(static_cast<int>(kNotFound));
}

tl::expected<std::string, int> regroup_here(const Global& global,
                                            const std::filesystem::path& folder,
                                            const model::Regrouping& wanted) {
  const auto settings = open_settings(global, config::NamedFiles::kLeave);
  if (!settings) return tl::unexpected(settings.error());
  const auto opened = open_engine(folder, *settings);
  if (!opened) return tl::unexpected(opened.error());
  auto done = opened->engine->regroup(wanted, model::SystemClock().now());
  if (done) return std::move(done->event);
  print::complain(done.error().context);
  return tl::unexpected(static_cast<int>(kFailure));
}

}  // namespace

tl::expected<std::string, int> whole_event_id(const OpenStore& opened, const std::string& id) {
  const auto whole = view::find_event_id(*opened.reader, id);
  if (!whole) {
    print::complain(whole.error().context);
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  const std::optional<std::string>& found = *whole;
  if (!found) return not_found("event", id);
  const auto living = view::living_event(*opened.reader, *found);
  if (!living) return tl::unexpected(store_failed(living.error()));
  const std::optional<model::Event>& event = *living;
  if (!event) return not_found("event", id);
  return event->id;
}

tl::expected<FoundReport, int> find_report(const OpenStore& opened, const std::string& what) {
  const auto found = view::find_story(*opened.reader, opened.settings, what);
  if (!found) {
    print::complain(found.error().context);
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  const std::optional<model::Story>& story = *found;
  if (!story) return not_found("story", what);
  if (story->event.empty()) {
    print::complain(fmt::format("story {} is in no event: it met no topic", story->id));
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  return FoundReport{story->id, story->event};
}

std::string regrouped_json(const model::Regrouping& wanted, const std::string& event) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("event", event);
  io.names("stories", wanted.stories);
  return io.text();
}

tl::expected<std::string, int> regroup(const Global& global, const std::filesystem::path& folder,
                                       const model::Regrouping& wanted) {
  model::ControlRequest request;
  request.command = model::ControlCommand::kRegroup;
  request.regrouping = wanted;
  const auto asked = ask_daemon_of(folder, request);
  if (!asked) return tl::unexpected(asked.error());
  const std::optional<model::ControlReply>& reply = *asked;
  return reply ? reply->event : regroup_here(global, folder, wanted);
}

}  // namespace newswatch::cli
