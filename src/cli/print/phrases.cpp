#include "cli/print/phrases.h"

#include <chrono>

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

std::string moment(model::Time time, model::Time now) {
  return text::rfc3339(std::chrono::floor<std::chrono::seconds>(time)) + " (" +
         text::relative(time, now) + ")";
}

std::string ago(const std::optional<model::Time>& time, model::Time now) {
  return time ? text::relative(*time, now) : "never";
}

std::string shown_id(const std::string& id, const Terminal& terminal) {
  constexpr std::size_t kRoomForWholeIds = 120, kShort = 8;
  const bool whole = terminal.width == 0 || terminal.width >= kRoomForWholeIds;
  return whole || id.size() <= kShort ? id : id.substr(id.size() - kShort);
}

}  // namespace newswatch::cli::print
