// newswatch check: reads the whole store, beside the daemon too, and says what is wrong with it.
// --repair mends it, while no daemon runs.
#include <fmt/format.h>
#include <sys/stat.h>

#include <numeric>
#include <set>
#include <string>

#include "cli/change_store.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/running.h"
#include "cli/state_access.h"
#include "record/json_io.h"
#include "store/repair_store.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

namespace fs = std::filesystem;

// Prints what is wrong, each thing once.
class CheckPrinter {
 public:
  CheckPrinter(print::Output& out, bool json) : out_(out), json_(json) {}

  void finding(const store::Finding& finding) {
    tell(name_of(finding.family), finding.key, finding.what, finding.means);
  }
  // Each read tells of a block that it meets.
  void damage(const store::Damage& damage) {
    if (!blocks_.insert(damage.what).second) return;
    const std::string from = damage.from.empty() ? "the first" : damage.from;
    const std::string to = damage.to.empty() ? "the last" : damage.to;
    tell(name_of(damage.family), from == to ? from : from + " to " + to,
         "a block can't be read: " + damage.what, "the rows between these may be lost");
  }
  // Of a block in which no row stands; empty: there is none.
  void file(const std::string& damage) {
    if (damage.empty() || !blocks_.empty()) return;
    blocks_.insert(damage);
    tell("", "", damage, "no row stands there");
  }
  std::size_t damaged() const { return blocks_.size(); }

 private:
  void tell(std::string_view family, std::string_view key, std::string_view what,
            std::string_view means) {
    if (json_) {
      record::JsonWriter io;
      io.field("schema", 1);
      io.field("family", family);
      io.field("key", key);
      io.field("what", what);
      io.field("means", means);
      out_.line(io.text());
    } else if (family.empty()) {
      out_.line(text::printable(fmt::format("{}; {}", what, means)));
    } else {
      out_.line(text::printable(fmt::format("{} {}: {}; {}", family, key, what, means)));
    }
  }

  print::Output& out_;
  const bool json_;
  std::set<std::string> blocks_;
};

struct CheckOutcome {
  store::CheckedRows rows;
  std::size_t damaged = 0;  // blocks
  std::uint64_t left = 0;   // findings and blocks that are not mended
  bool repaired = false;
  fs::path kept;
};

void print_outcome(const CheckOutcome& outcome, bool json, print::Output& out) {
  const std::uint64_t found = outcome.rows.findings + outcome.damaged;
  const std::uint64_t rows =
      std::accumulate(outcome.rows.rows.begin(), outcome.rows.rows.end(), std::uint64_t{0});
  if (json) {
    record::JsonWriter io;
    io.field("schema", 1);
    io.object("rows", [&](record::JsonWriter& inner) {
      for (const store::FamilyEntry& entry : store::kFamilies) {
        inner.field(entry.name, outcome.rows.rows[static_cast<std::size_t>(entry.family)]);
      }
    });
    io.field("found", found);
    io.field("left", outcome.left);
    io.field("kept", outcome.kept.string());
    out.line(io.text());
    return;
  }
  std::string line = print::counted(rows, "row") + " read: ";
  line += found == 0 ? "nothing is wrong" : fmt::format("{} wrong", print::counted(found, "thing"));
  if (outcome.repaired && found > 0) {
    line += fmt::format(", {} mended; the store as it was is {}",
                        outcome.left == 0 ? "all" : std::to_string(found - outcome.left),
                        outcome.kept.string());
  } else if (found > 0) {
    line += "; newswatch check --repair mends what can be, or restore a backup";
  }
  out.line(line);
}

int fail_check(const model::Error& error) {
  print::complain(error.context);
  return error.kind == model::ErrorKind::kCorrupt ? kDamaged : kFailure;
}

int repair_store(const fs::path& store, bool json) {
  if (find_running(store.parent_path(), store).state != Running::State::kStopped) {
    print::complain(
        fmt::format("the store in {} is in use: stop the daemon first (sudo systemctl "
                    "stop newswatch)",
                    store.string()));
    return kFailure;
  }
  become_owner_of(store);
  ::umask(0027);
  print::Output out;
  CheckPrinter printer(out, json);
  const auto repaired = store::repair(
      store, [&](const store::Finding& finding) { printer.finding(finding); },
      [&](const store::Damage& damage) { printer.damage(damage); }, model::SystemClock().now());
  if (!repaired) {
    const auto denied = state_denied(store.parent_path(), process::Wish::kWrite);
    if (!denied || repaired.error().kind != model::ErrorKind::kPermanent) {
      return out.finish(fail_check(repaired.error()));
    }
    print::complain(*denied);
    return out.finish(kFailure);
  }
  printer.file(repaired->damage);
  CheckOutcome outcome{.rows = repaired->before,
                       .damaged = printer.damaged(),
                       .left = repaired->left,
                       .repaired = true,
                       .kept = repaired->kept};
  print_outcome(outcome, json, out);
  return out.finish(outcome.left == 0 ? kOk : kDamaged);
}

}  // namespace

int check(const CheckArgs& args) {
  print::Output out;
  CheckPrinter printer(out, args.global.json);
  fs::path folder;
  {
    const auto opened =
        open_store(args.global, [&](const store::Damage& damage) { printer.damage(damage); });
    if (!opened) return opened.error();
    folder = opened->folder;
    if (!args.repair) {
      const auto checked = store::check_rows(
          *opened->reader, [&](const store::Finding& finding) { printer.finding(finding); });
      if (!checked) return out.finish(fail_check(checked.error()));
      // Also what no row stands in.
      const auto files = opened->reader->verify_files();
      if (!files && files.error().kind != model::ErrorKind::kCorrupt) {
        return out.finish(fail_check(files.error()));
      }
      if (!files) printer.file(files.error().context);
      CheckOutcome outcome{.rows = *checked, .damaged = printer.damaged()};
      outcome.left = checked->findings + outcome.damaged;
      print_outcome(outcome, args.global.json, out);
      return out.finish(outcome.left == 0 ? kOk : kDamaged);
    }
  }
  return repair_store(folder, args.global.json);
}

}  // namespace newswatch::cli::command
