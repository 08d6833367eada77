// type = "journal": an entry of systemd's journal for each notification, with fields to search by:
//     journalctl NEWSWATCH_EVENT=ID
//
// An entry is one datagram of the journal's native protocol
// (systemd.io/JOURNAL_NATIVE_PROTOCOL). sd_journal_sendv(3) would wait while the journal stands
// still, and would take a machine without a journal for success: here neither is so, and the
// message is tried again. Notify loop's thread only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notify/notifier.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

using JournalField = std::pair<std::string_view, std::string>;

// The fields of an entry. Each value is one line without control characters.
std::vector<JournalField> journal_fields(const model::Notification& notification);

class JournalSink final : public Notifier {
 public:
  explicit JournalSink(std::filesystem::path socket = "/run/systemd/journal/socket")
      : socket_(std::move(socket)) {}

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<Delivery>& done) override;
  std::string preview(const model::OutboxRow& row) override;
  void cancel() override { done_.clear(); }

 private:
  std::filesystem::path socket_;
  std::vector<Delivery> done_;
};

// type = "journal"
SinkType journal_sink_type();

}  // namespace newswatch::notify
