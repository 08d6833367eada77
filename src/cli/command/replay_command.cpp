// newswatch replay: what the stored stories would have come to under another config.
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/print/text_table.h"
#include "cli/typed_time.h"
#include "engine/replay.h"
#include "record/json_io.h"

namespace newswatch::cli::command {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"gained", "lost", "split", "merged"};

std::string_view name(engine::ReplayKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string json_of(const engine::ReplayResult& result) {
  record::JsonWriter io;
  io.field("schema", 1);
  const std::pair<std::string_view, std::size_t> counts[] = {
      {"stories", result.stories},
      {"matched", result.matched},
      {"events_before", result.events_before},
      {"events_after", result.events_after},
      {"told_before", result.told_before},
      {"told_after", result.told_after}};
  for (const auto& [key, count] : counts) io.field(key, static_cast<std::uint64_t>(count));
  io.list("differences", result.differences,
          [](record::JsonWriter& inner, const engine::ReplayDifference& one) {
            inner.field("kind", name(one.kind));
            inner.field("first_seen", one.first_seen);
            inner.field("events", one.events);
            inner.field("titles", one.titles);
            inner.field("topics", one.topics);
          });
  return io.text();
}

void print_result(const engine::ReplayResult& result, model::Time now, print::Output& out) {
  print::TextTable table(
      {{"CHANGE"}, {"SEEN"}, {"TOPICS", false, 1}, {"EVENTS"}, {"TITLE", false, 4}});
  for (const engine::ReplayDifference& one : result.differences) {
    std::vector<std::string> ids;
    ids.reserve(one.events.size());
    for (const std::string& id : one.events) ids.push_back(print::shown_id(id, out.terminal()));
    for (std::size_t i = 0; i < one.titles.size(); ++i) {
      const bool first = i == 0;
      table.row(
          {{first ? std::string(name(one.kind)) : "", print::Style::kBold},
           {first ? print::when(one.first_seen, now, out.terminal()) : "", print::Style::kDim},
           {first ? print::joined(one.topics) : "", print::Style::kAccent},
           {i < ids.size() ? ids[i] : ""},
           {one.titles[i]}});
    }
  }
  if (!table.empty()) out.write(table.text(out.terminal()));
  out.line(
      fmt::format("{} stories, {} matched; events: {}, were {}; messages about new events: "
                  "{}, were {}",
                  result.stories, result.matched, result.events_after, result.events_before,
                  result.told_after, result.told_before));
}

}  // namespace

int replay(const ReplayArgs& args) {
  const model::Time now = model::SystemClock().now();
  const auto since = parse_since(args.since, now);
  if (!since) {
    print::complain(since.error().context);
    return kUsage;
  }
  const auto settings = open_settings(args.global, config::NamedFiles::kLeave);
  if (!settings) return settings.error();
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const auto result = engine::replay(*opened->reader, *settings, *since);
  if (!result) {
    if (result.error().kind != model::ErrorKind::kBadInput) return store_failed(result.error());
    print::complain(result.error().context);
    return kBadConfig;
  }
  print::Output out;
  if (args.global.json) {
    out.line(json_of(*result));
  } else {
    print_result(*result, now, out);
  }
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
