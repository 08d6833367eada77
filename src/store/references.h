// Checker: one check of a store (check.h). check.cpp reads the families whose rows stand alone,
// references.cpp what rows say of each other. Internal to store/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/notification.h"
#include "store/check.h"

namespace newswatch::store {

using Decoded = std::optional<std::string>;  // what is wrong; absent: nothing

class Checker {
 public:
  Checker(const Rows& rows, const OnFinding& on_finding) : rows_(rows), on_finding_(on_finding) {}
  model::Result<CheckedRows> run();

 private:
  using Look = std::function<Decoded(std::string_view key, std::string_view value)>;

  struct EventFacts {
    std::string id, merged_into;
    std::uint32_t counted = 0;  // its report_count
    std::uint32_t reports = 0;  // that are there
    bool has_opener = false;
  };

  // In the order in which they are called: each uses what the earlier ones have found.
  model::Result<void> check_events();
  model::Result<void> check_reports();
  model::Result<void> check_counts();
  model::Result<void> check_stories();
  model::Result<void> check_index();
  model::Result<void> check_questions();
  model::Result<void> check_messages();
  model::Result<void> check_sent();
  model::Result<void> check_meta();

  void check_report(const model::Report& report, std::string_view key);
  void end_orphans();
  model::Result<void> check_count(const EventFacts& event);
  void check_message(const model::OutboxRow& row, Family family, std::string_view key);

  // Calls `look` for each row and finds what it says.
  model::Result<void> scan(Family family, const Look& look);
  void find(Family family, std::string_view key, std::string what, std::string_view means,
            std::vector<Mend> mends);
  void find_lost(Family family, std::string_view key, std::string_view why);
  EventFacts* event(std::string_view id);  // nullptr: there is none
  // The event that has its reports now; nullptr: there is none.
  EventFacts* living(std::string_view id);
  void note_event(std::string_view id);

  const Rows& rows_;
  const OnFinding& on_finding_;
  CheckedRows checked_;
  std::vector<EventFacts> events_;             // by id
  std::vector<std::uint64_t> report_stories_;  // hash of event and story; sorted
  std::vector<std::uint64_t> stories_, held_;  // hashes of their ids; sorted
  std::vector<model::Report> orphans_;         // reports of one event that is not there
  std::set<std::string> made_again_;           // ids of such events
  std::string greatest_event_;
  std::uint64_t greatest_row_ = 0;
};

}  // namespace newswatch::store
