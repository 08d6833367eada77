#include "notify/journal_sink.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <system_error>

#include "notify/log_sink.h"
#include "notify/message.h"
#include "process/unique_fd.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

// Of every entry of this sink: `journalctl MESSAGE_ID=...`. Never to be changed.
constexpr std::string_view kMessageId = "35b99d0a083245c3a4d76307d83dc6c6";
constexpr std::size_t kLongestMessage = 8'000;  // bytes; a datagram takes about 200 kB
constexpr std::size_t kLongestField = 2'000;
constexpr std::size_t kMostTopics = 50;

int level_of(const Message& message) {
  if (message.is_over) return LOG_NOTICE;
  if (message.is_trouble) return LOG_WARNING;
  return message.priority >= model::Priority::kHigh  ? LOG_NOTICE
         : message.priority <= model::Priority::kLow ? LOG_DEBUG
                                                     : LOG_INFO;
}

std::string one_line(std::string_view value) {
  return text::shortened(text::printable(value), kLongestField);
}

// "NAME=value" and a line end for each: no value has a line end.
std::string datagram_of(const std::vector<JournalField>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += fmt::format("{}={}\n", name, value);
  return out;
}

DeliveryResult failed(const std::filesystem::path& socket, std::string_view what) {
  return tl::unexpected(Failure{.what = fmt::format("write to the journal at {}: {}",
                                                    text::printable(socket.native()), what)});
}

DeliveryResult send_entry(const std::filesystem::path& socket, const std::string& datagram) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string& path = socket.native();
  if (path.size() >= sizeof address.sun_path) return failed(socket, "the path is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  const process::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return failed(socket, std::generic_category().message(errno));
  ssize_t sent = -1;
  do {
    sent = ::sendto(fd.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                    reinterpret_cast<const sockaddr*>(&address), sizeof address);
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) return Receipt{};
  switch (errno) {
    case ENOENT:
    case ECONNREFUSED:
      return failed(socket, "no journal is there: systemd-journald does not run");
    case EAGAIN:
      return failed(socket, "it takes nothing now: systemd-journald stands still");
    default:
      return failed(socket, std::generic_category().message(errno));
  }
}

}  // namespace

std::vector<JournalField> journal_fields(const model::Notification& n) {
  const Message message = message_of(n);
  std::vector<JournalField> fields = {
      {"MESSAGE", text::shortened(record::logfmt(log_line_of(n)), kLongestMessage)},
      {"MESSAGE_ID", std::string(kMessageId)},
      {"PRIORITY", std::to_string(level_of(message))},
      {"SYSLOG_IDENTIFIER", "newswatch"},
      {"NEWSWATCH_ID", one_line(n.id)},
      {"NEWSWATCH_TYPE", one_line(n.type)}};
  if (!n.event.id.empty()) fields.emplace_back("NEWSWATCH_EVENT", one_line(n.event.id));
  for (std::size_t i = 0; i < std::min(n.event.topics.size(), kMostTopics); ++i) {
    fields.emplace_back("NEWSWATCH_TOPIC", one_line(n.event.topics[i]));
  }
  if (message.link.size() > 0 && message.link.size() <= kLongestField) {
    fields.emplace_back("NEWSWATCH_LINK", message.link);
  }
  return fields;
}

void JournalSink::start(const model::OutboxRow& row) {
  done_.push_back({row.row, send_entry(socket_, datagram_of(journal_fields(row.notification)))});
}

void JournalSink::collect(std::vector<Delivery>& done) {
  std::ranges::move(done_, std::back_inserter(done));
  done_.clear();
}

std::string JournalSink::preview(const model::OutboxRow& row) {
  std::string fields;
  for (const auto& [name, value] : journal_fields(row.notification)) {
    fields += std::string(name) + "=" + value + "\n";
  }
  return fields;
}

SinkType journal_sink_type() {
  return {.keys = {.type = "journal", .keys = {follow_up_key({"none", "new"})}},
          .for_people = false,
          .make = [](const config::SinkSettings&, const SinkResources&, const model::Clock&)
              -> std::unique_ptr<Notifier> { return std::make_unique<JournalSink>(); }};
}

}  // namespace newswatch::notify
