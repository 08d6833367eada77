#include "daemon/log.h"

#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <memory>
#include <mutex>
#include <string>

namespace newswatch::daemon {
namespace {

enum class Form { kText, kTerminal, kJournal, kLogfmt, kJson };

std::atomic<Form> g_form = Form::kText;
std::atomic<bool> g_colour = false, g_journal = false;

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "info";
}

// Priorities of syslog(3), as the journal reads them at the start of a line.
std::string_view priority(Level level) {
  switch (level) {
    case Level::kDebug:
      return "<7>";
    case Level::kInfo:
      return "<6>";
    case Level::kWarning:
      return "<4>";
    case Level::kError:
      return "<3>";
  }
  return "<6>";
}

std::string_view colour(Level level, std::string_view what) {
  if (level == Level::kError) return "\x1b[31m";
  if (level == Level::kWarning) return "\x1b[33m";
  if (level == Level::kDebug) return "\x1b[2m";
  return what == "event.new" ? "\x1b[1;32m" : "";
}

std::string render(Level level, const record::LogLine& line) {
  switch (g_form.load()) {
    case Form::kJournal:
      return std::string(priority(level)) + record::logfmt(line);
    case Form::kLogfmt: {
      const std::string text =
          "level=" + std::string(name(level)) + " what=" + record::logfmt(line);
      return g_journal ? std::string(priority(level)) + text : text;
    }
    case Form::kJson: {
      record::LogLine with_level{line.what, {}};
      with_level.field("level", name(level));
      with_level.fields.insert(with_level.fields.end(), line.fields.begin(), line.fields.end());
      const std::string text = record::json(with_level);
      // The time is put in front by the pattern.
      return g_journal ? std::string(priority(level)) + text : text.substr(1);
    }
    case Form::kTerminal: {
      std::string text = record::logfmt(line);
      const std::string_view start = g_colour.load() ? colour(level, line.what) : "";
      if (!start.empty()) text.insert(line.what.size(), "\x1b[0m").insert(0, start);
      return text;
    }
    case Form::kText:
      break;
  }
  return std::string(name(level)) + " " + record::logfmt(line);
}

Form choose(const LogStyle& style) {
  if (style.format == "logfmt") return Form::kLogfmt;
  if (style.format == "json") return Form::kJson;
  if (style.under_systemd) return Form::kJournal;
  return style.terminal ? Form::kTerminal : Form::kText;
}

const char* pattern(Form form) {
  switch (form) {
    case Form::kTerminal:
      return "%H:%M:%S %v";
    case Form::kJournal:
      return "%v";
    case Form::kLogfmt:
      return g_journal ? "%v" : "time=%Y-%m-%dT%H:%M:%S.%eZ %v";
    case Form::kJson:
      return g_journal ? "%v" : "{\"time\":\"%Y-%m-%dT%H:%M:%S.%eZ\",%v";
    case Form::kText:
      break;
  }
  return "%Y-%m-%dT%H:%M:%S.%eZ %v";
}

// Standard error, a line a write. A reader that has stopped to read (a full pipe) must not stop the
// daemon: after a second of waiting, lines are lost, and counted, until it reads again.
class StandardError final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (lost_ > 0 && writable()) {
      const std::string text =
          render(Level::kWarning, record::LogLine{"log.lost", {}}.field("lines", lost_));
      if (put({spdlog::source_loc{}, message.logger_name, spdlog::level::warn, text})) lost_ = 0;
    }
    if (!put(message)) ++lost_;
  }
  void flush_() override {}

 private:
  bool put(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t line;
    if (cut_) line.push_back('\n');
    formatter_->format(message, line);
    std::string_view rest(line.data(), line.size());
    while (!rest.empty()) {
      if (!writable()) break;
      // What a pipe that has room takes without blocking (pipe(7)).
      const ssize_t written =
          ::write(STDERR_FILENO, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written < 0) return true;  // nobody is there: nothing to do
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (rest.size() < line.size()) cut_ = !rest.empty();
    return rest.empty();
  }

  bool writable() {
    pollfd file{STDERR_FILENO, POLLOUT, 0};
    const int ready = ::poll(&file, 1, stuck_ ? 0 : kPatience);
    stuck_ = ready == 0;
    return !stuck_;
  }

  static constexpr int kPatience = 1000;  // milliseconds
  std::size_t lost_ = 0;                  // lines since the last that came through
  bool stuck_ = false, cut_ = false;      // cut_: the last line has no end yet
};

}  // namespace

void open_log(const LogStyle& style) {
  g_journal = style.under_systemd;
  g_form = choose(style);
  g_colour = style.colour;
  if (spdlog::get("newswatch") == nullptr) {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("newswatch", std::make_shared<StandardError>()));
    spdlog::set_error_handler([](const std::string&) {});  // out of memory at worst
  }
  const auto zone =
      g_form == Form::kTerminal ? spdlog::pattern_time_type::local : spdlog::pattern_time_type::utc;
  spdlog::set_pattern(pattern(g_form), zone);
  spdlog::set_level(spdlog::level::from_str(std::string(style.level)));
}

void log(Level level, const record::LogLine& line) {
  if (!spdlog::should_log(to_spdlog(level))) return;
  // As a value, never as a format: the text is a stranger's.
  spdlog::log(to_spdlog(level), "{}", render(level, line));
}

void flush_log() { spdlog::default_logger()->flush(); }

}  // namespace newswatch::daemon
