#include "web/posted_change.h"

#include <algorithm>
#include <chrono>

#include "text/ascii.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::web {
namespace {

using model::ErrorKind;

constexpr model::Duration kUsualSilence = std::chrono::hours(24),
                          kLongestSilence = std::chrono::days(365);

model::Result<model::ControlRequest> silence(model::Silence silence, const Request& request,
                                             model::Time now) {
  const std::string_view given = request.field("for");
  const auto time = given.empty() ? std::optional(kUsualSilence) : text::parse_duration(given);
  if (!time || *time > kLongestSilence) {
    return model::fail(ErrorKind::kBadInput,
                       "for: a time of up to a year, such as 2h or 7d, not " + text::quoted(given));
  }
  silence.since = now;
  silence.until = now + *time;
  model::ControlRequest out{.command = model::ControlCommand::kSilence, .choice = {}};
  out.silence = std::move(silence);
  return out;
}

model::Result<model::ControlRequest> silence_of(const Request& request,
                                                const config::Settings& settings, model::Time now) {
  using enum model::Silence::Kind;
  const std::string topic(request.field("topic")), event(request.field("event")),
      word(request.field("word"));
  if (!event.empty()) return silence({.kind = kEvent, .subject = event}, request, now);
  if (!word.empty()) return silence({.kind = kWord, .subject = word}, request, now);
  if (std::ranges::find(settings.topics, topic, &config::TopicSettings::name) ==
      settings.topics.end()) {
    return model::fail(ErrorKind::kBadInput, "no topic is called " + text::quoted(topic));
  }
  return silence({.kind = kTopic, .subject = topic}, request, now);
}

model::Result<model::ControlRequest> regroup(model::RegroupKind kind, const std::string& event,
                                             const Request& request) {
  using enum model::RegroupKind;
  model::ControlRequest out{.command = model::ControlCommand::kRegroup, .choice = {}};
  out.regrouping.kind = kind;
  out.regrouping.event = event;
  out.regrouping.into = text::ascii_upper(text::trimmed(request.field("into")));
  for (const std::string_view story : text::split(request.field("stories"), ", ")) {
    if (!story.empty()) out.regrouping.stories.emplace_back(story);
  }
  const bool into = kind == kMerge || kind == kMove, stories = kind == kSplit || kind == kMove;
  if (into && out.regrouping.into.empty()) {
    return model::fail(ErrorKind::kBadInput, "into: the id of the other event");
  }
  if (stories && out.regrouping.stories.empty()) {
    return model::fail(ErrorKind::kBadInput, "stories: ids of stories, with commas between them");
  }
  return out;
}

}  // namespace

model::Result<model::ControlRequest> posted_change(const Request& request,
                                                   const config::Settings& settings,
                                                   model::Time now) {
  using enum model::RegroupKind;
  constexpr std::string_view kSilences = "/api/v1/silences", kEvents = "/api/v1/events/";
  if (request.path == kSilences) return silence_of(request, settings, now);
  const auto none = [] { return model::fail(ErrorKind::kPermanent, "nothing is done here"); };
  if (!request.path.starts_with(kEvents)) return none();
  const auto parts = text::split(std::string_view(request.path).substr(kEvents.size()), "/");
  if (parts.size() != 2 || parts[0].empty()) return none();
  const std::string event = text::ascii_upper(parts[0]);
  const std::string_view what = parts[1];
  if (what == "silence") {
    return silence({.kind = model::Silence::Kind::kEvent, .subject = event}, request, now);
  }
  if (what == "dismiss") return regroup(kDismiss, event, request);
  if (what == "merge") return regroup(kMerge, event, request);
  if (what == "split") return regroup(kSplit, event, request);
  if (what == "move") return regroup(kMove, event, request);
  return none();
}

}  // namespace newswatch::web
