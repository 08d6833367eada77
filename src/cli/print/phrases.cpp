#include "cli/print/phrases.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "cli/print/local_time.h"
#include "text/times.h"

namespace newswatch::cli::print {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ", ";
    out += text;
  }
  return out;
}

std::string alternatives(const std::vector<std::string>& texts) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " or " : ", ";
    out += texts[i];
  }
  return out;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string rough_size(std::uint64_t bytes) {
  static constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return counted(bytes, "byte");
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (size >= 1023.95 && unit + 1 < kUnits.size()) {
    size /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string instant(model::Time time, const Terminal& terminal) {
  return terminal.is_terminal ? local_time(time)
                              : text::rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

std::string when(model::Time time, model::Time now, const Terminal& terminal) {
  if (!terminal.is_terminal) return instant(time, terminal);
  const std::string gap = text::relative(time, now);
  return gap == text::day(time) ? local_time(time).substr(0, gap.size()) : gap;
}

std::string moment(model::Time time, model::Time now, const Terminal& terminal) {
  const std::string gap = text::relative(time, now);
  return instant(time, terminal) + (gap == text::day(time) ? "" : " (" + gap + ")");
}

std::string ago(const std::optional<model::Time>& time, model::Time now) {
  return time ? text::relative(*time, now) : "never";
}

std::string ago(const std::optional<model::Time>& time, model::Time now, const Terminal& terminal) {
  return time ? when(*time, now, terminal) : "never";
}

std::string shown_id(const std::string& id, const Terminal& terminal) {
  constexpr std::size_t kRoomForWholeIds = 120, kShort = 8;
  const bool whole = terminal.width == 0 || terminal.width >= kRoomForWholeIds;
  return whole || id.size() <= kShort ? id : id.substr(id.size() - kShort);
}

}  // namespace newswatch::cli::print
