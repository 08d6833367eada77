#include "cli/time_window.h"

#include "cli/typed_time.h"

namespace newswatch::cli {

model::Result<model::Time> parse_since(std::string_view text, model::Time now) {
  const auto typed = read_typed_time(text, now);
  if (!typed) return tl::unexpected(typed.error());
  return typed->begin;
}

model::Result<model::Time> parse_until(std::string_view text, model::Time now) {
  const auto typed = read_typed_time(text, now);
  if (!typed) return tl::unexpected(typed.error());
  return typed->end;
}

model::Result<Window> parse_window(std::string_view since, std::string_view until,
                                   model::Time now) {
  Window window;
  if (!since.empty()) {
    const auto time = parse_since(since, now);
    if (!time) return model::fail("--since", time.error());
    window.since = *time;
  }
  if (!until.empty()) {
    const auto time = parse_until(until, now);
    if (!time) return model::fail("--until", time.error());
    window.until = *time;
  }
  return window;
}

}  // namespace newswatch::cli
