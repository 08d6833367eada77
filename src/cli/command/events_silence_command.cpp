// newswatch events silence: an event, a topic or a word of which nobody wants to hear for a time.
// The daemon does it, or, when none runs, this command on the store itself.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "daemon/control.h"
#include "engine/silencing.h"
#include "record/notice_json.h"
#include "store/queries.h"
#include "text/escape.h"
#include "text/times.h"
#include "view/find.h"

namespace newswatch::cli::command {
namespace {

constexpr model::Duration kUsual = std::chrono::hours(2);
constexpr model::Duration kLongest = std::chrono::days(365);

int list(const OpenStore& opened, bool json, model::Time now) {
  const auto silences = store::all_silences(*opened.reader);
  if (!silences) return store_failed(silences.error());
  print::Output out;
  print::TextTable table({{"UNTIL"}, {"KIND"}, {"SUBJECT", false, 1}, {"TITLE", false, 2}});
  for (const model::Silence& one : *silences) {
    if (one.until <= now) continue;
    if (json) {
      out.line(record::shown_silence(one));
      continue;
    }
    std::string title;
    if (one.kind == model::Silence::Kind::kEvent) {
      const auto found = store::find_event(*opened.reader, one.subject);
      if (!found) return store_failed(found.error());
      const std::optional<model::Event>& event = *found;
      if (event) title = event->title;
    }
    table.row({{print::moment(one.until, now, out.terminal())},
               {std::string(record::name(one.kind))},
               {one.subject, print::Style::kAccent},
               {title}});
  }
  if (!table.empty()) {
    out.write(table.text(out.terminal()));
  } else if (!json) {
    print::complain("nothing is silenced");
  }
  return out.finish(kOk);
}

// What the person means: a topic of the config, an event of the store, or a word. Error: the exit
// status, after a message.
tl::expected<model::Silence, int> find_subject(const OpenStore& opened,
                                               const EventsSilenceArgs& args) {
  model::Silence silence;
  silence.subject = args.subject;
  if (args.word) {
    silence.kind = model::Silence::Kind::kWord;
    return silence;
  }
  const auto& topics = opened.settings.topics;
  if (std::ranges::find(topics, args.subject, &config::TopicSettings::name) != topics.end()) {
    silence.kind = model::Silence::Kind::kTopic;
    return silence;
  }
  const auto found_id = view::find_event_id(*opened.reader, args.subject);
  if (!found_id) {
    print::complain(found_id.error().context);
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  const std::optional<std::string>& id = *found_id;
  if (!id) {
    print::complain(
        fmt::format("neither a topic of the config nor an event is called {}; a word "
                    "of titles: --word",
                    text::quoted(args.subject)));
    return tl::unexpected(static_cast<int>(kNotFound));
  }
  silence.kind = model::Silence::Kind::kEvent;
  const auto found = view::living_event(*opened.reader, *id);
  if (!found) return tl::unexpected(store_failed(found.error()));
  const std::optional<model::Event>& event = *found;
  silence.subject = event ? event->id : *id;
  return silence;
}

// Empty: it is done.
std::optional<std::string> change(const std::filesystem::path& folder,
                                  const model::Silence& silence, model::Time now, int& status) {
  model::ControlRequest request{.command = model::ControlCommand::kSilence, .choice = {}};
  request.silence = silence;
  const auto asked = daemon::ask_daemon(folder.parent_path(), request);
  if (!asked) return asked.error().context;
  if (const std::optional<model::ControlReply>& reply = *asked) {
    return reply->error.empty() ? std::nullopt : std::optional(reply->error);
  }
  auto store = open_to_change(folder);
  if (!store) {
    status = store.error();
    return std::string();
  }
  const auto done = engine::silence(**store, silence, now);
  return done ? std::nullopt : std::optional(done.error().context);
}

}  // namespace

int events_silence(const EventsSilenceArgs& args) {
  const model::Time now = model::SystemClock().now();
  model::Duration time = kUsual;
  if (!args.time.empty()) {
    const auto typed = text::parse_duration(args.time);
    if (!typed || *typed <= model::Duration(0) || *typed > kLongest) {
      print::complain(fmt::format("--for {}: no time of up to a year, such as 2h or 7d",
                                  text::quoted(args.time)));
      return kUsage;
    }
    time = *typed;
  }
  std::filesystem::path folder;
  model::Silence silence;
  {
    const auto opened = open_store(args.global);
    if (!opened) return opened.error();
    if (args.subject.empty()) return list(*opened, args.global.json, now);
    auto found = find_subject(*opened, args);
    if (!found) return found.error();
    silence = std::move(*found);
    folder = opened->folder;
  }
  silence.since = now;
  silence.until = args.end ? now : now + time;
  int status = kFailure;
  if (const auto wrong = change(folder, silence, now, status)) {
    if (!wrong->empty()) print::complain(*wrong);
    return status;
  }
  print::Output out;
  if (args.global.json) {
    out.line(record::shown_silence(silence));
  } else if (args.end) {
    out.line(text::printable(fmt::format("{} is no longer silenced", silence.subject)));
  } else {
    out.line(text::printable(fmt::format(
        "no message about {} {} until {}; what happens meanwhile is told in one summary then",
        record::name(silence.kind), silence.subject,
        print::moment(silence.until, now, out.terminal()))));
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
