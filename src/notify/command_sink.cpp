#include "notify/command_sink.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "record/notification_json.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kVariableBytes = 8192;  // the kernel takes 128 KiB for one

std::vector<std::string> child_environment(const std::vector<std::string>& base,
                                           const model::Notification& n) {
  const std::array<std::pair<const char*, std::string>, 7> ours{{
      {"NEWSWATCH_ID=", n.id},
      {"NEWSWATCH_TYPE=", n.type},
      {"NEWSWATCH_TITLE=", n.title},
      {"NEWSWATCH_LINK=", n.link},
      {"NEWSWATCH_EVENT=", n.event.id},
      {"NEWSWATCH_TOPICS=", fmt::format("{}", fmt::join(n.event.topics, ","))},
      {"NEWSWATCH_OUTLETS=", fmt::format("{}", fmt::join(n.event.outlets, ","))},
  }};
  std::vector<std::string> all;
  for (const std::string& entry : base) {
    const bool replaced = std::ranges::any_of(
        ours, [&](const auto& variable) { return entry.starts_with(variable.first); });
    if (!replaced) all.push_back(entry);
  }
  for (const auto& [name, value] : ours) {
    all.push_back(name + text::shortened(text::printable(value), kVariableBytes));
  }
  return all;
}

// Status 65 refuses the message for good.
Failure failure_of(const model::Error& error) {
  const bool refused = error.kind == model::ErrorKind::kBadInput;
  return {.cause = refused ? model::FailureCause::kRefused : model::FailureCause::kServer,
          .what = error.context,
          .ends = refused ? Ends::kMessage : Ends::kAttempt};
}

}  // namespace

CommandSink::CommandSink(CommandOptions options, const model::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

void CommandSink::start(const model::OutboxRow& row) {
  row_ = row.row;
  process::Child::Options run;
  run.arguments = options_.command;
  run.environment = child_environment(options_.environment, row.notification);
  run.input = record::notification_json(row.notification) + "\n";
  run.limit = options_.timeout;
  auto child = process::Child::start(std::move(run), clock_);
  if (child) {
    child_ = std::move(*child);
  } else {
    done_.push_back({row.row, tl::unexpected(failure_of(child.error()))});
  }
}

void CommandSink::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  if (child_) child_->watch(fds, wait);
}

void CommandSink::collect(std::vector<Delivery>& done) {
  done.insert(done.end(), done_.begin(), done_.end());
  done_.clear();
  if (!child_) return;
  const auto ended = child_->step();
  if (!ended) return;
  child_.reset();
  if (*ended) {
    done.push_back({row_, Receipt{}});
  } else {
    done.push_back({row_, tl::unexpected(failure_of(ended->error()))});
  }
}

std::string CommandSink::preview(const model::OutboxRow& row) {
  return fmt::format("{}\n{}\n", fmt::join(options_.command, " "),
                     record::notification_json(row.notification));
}

void CommandSink::end_soon() {
  if (child_ && !child_->is_ending()) child_->terminate();
}

void CommandSink::cancel() {
  done_.clear();
  child_.reset();
}

SinkType command_sink_type() {
  using namespace std::chrono_literals;
  return {.keys = {.type = "command",
                   .keys = {config::option_key("command", config::CommandKind{.needed = true}),
                            config::option_key("timeout", config::DurationKind{1ms, 1h}, 30s),
                            max_per_hour_key(), follow_up_key({"none", "new"})}},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) -> std::unique_ptr<Notifier> {
            return std::make_unique<CommandSink>(
                CommandOptions{sink.option<std::vector<std::string>>("command"),
                               resources.environment, sink.option<model::Duration>("timeout")},
                clock);
          }};
}

}  // namespace newswatch::notify
