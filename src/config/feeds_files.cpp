#include "config/feeds_files.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "config/file_kinds.h"
#include "config/import_feeds.h"
#include "config/keys.h"
#include "config/opml.h"
#include "config/read_file.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kWildcards = "*?[";

struct NamedFile {
  std::filesystem::path path;
  std::size_t entry;  // which names it
  Position at;        // of the entry
};

std::string without_wildcards(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\\' || kWildcards.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

struct Matches {
  std::vector<std::filesystem::path> files;
  std::string fault;  // a folder that can't be looked through, and why; empty: none
};

// The folder in front of the glob is no part of it, whatever signs its name has.
Matches matches_of(const std::string& glob, const std::filesystem::path& folder) {
  thread_local std::string fault;  // glob(3) hands nothing else to its callback
  fault.clear();
  const auto on_error = [](const char* at, int error) {
    if (error == ENOENT || error == ENOTDIR) return 0;  // matches nothing
    fault =
        fmt::format("{} can't be looked through: {}", text::printable(at), std::strerror(error));
    return 1;
  };
  const std::string whole = glob.starts_with('/') || folder.empty()
                                ? glob
                                : without_wildcards(folder.native() + '/') + glob;
  glob_t found{};
  const int status = ::glob(whole.c_str(), GLOB_NOSORT, on_error, &found);
  const std::unique_ptr<glob_t, decltype(&::globfree)> owner(&found, ::globfree);
  Matches out;
  if (status != 0 && status != GLOB_NOMATCH) {
    out.fault = fault.empty() ? "no memory for what the glob matches" : fault;
    return out;
  }
  for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) {
    out.files.push_back(std::filesystem::path(found.gl_pathv[i]).lexically_normal());
  }
  std::ranges::sort(out.files, {}, &std::filesystem::path::native);
  return out;
}

bool is_opml(const std::filesystem::path& path) {
  return text::ends_in_any_case(path.native(), ".opml");
}

// Why the file can't be one of feeds, and what to write; nullopt: it can.
std::optional<std::pair<std::string, std::string>> unfit(const std::filesystem::path& path,
                                                         const FileContext& config) {
  const std::string shown = text::printable(path.native());
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    return std::pair(shown + " is a folder", std::string("a glob, as in \"feeds.d/*.toml\""));
  }
  if (!is_opml(path) && !text::ends_in_any_case(path.native(), ".toml")) {
    return std::pair(shown + " is neither .toml nor .opml",
                     std::string("a file of one of these kinds, or a glob as \"feeds.d/*.toml\""));
  }
  // A pipe would be waited for.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return std::pair(shown + " is not a regular file", std::string("one that is"));
  }
  if (std::filesystem::equivalent(path, config.problems.file(), error)) {
    return std::pair(shown + " is this config itself",
                     std::string("a name or glob that does not mean it"));
  }
  return std::nullopt;
}

// The files of all entries, each once.
std::vector<NamedFile> named_files(TableReader& top, const std::vector<std::string>& entries) {
  const FileContext& config = top.file();
  std::vector<NamedFile> files;
  std::set<std::filesystem::path> seen;
  const auto add = [&](const std::filesystem::path& path, std::size_t entry, Position at) {
    if (!seen.insert(path).second) return;
    if (auto fault = unfit(path, config)) {
      config.problems.add(at, std::move(fault->first), std::move(fault->second));
    } else {
      files.push_back({path, entry, at});
    }
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string& entry = entries[i];
    const Position at = top.element_at("feeds_files", i);
    const std::filesystem::path path = resolve(entry, config);
    std::error_code error;
    if (entry.empty()) {
      config.problems.add(at, "feeds_files holds an empty path", "the path of a file, or a glob");
    } else if (entry.find_first_of(kWildcards) == std::string::npos ||
               std::filesystem::exists(path, error)) {
      add(path, i, at);
    } else {
      Matches matches = matches_of(entry, config.folder);
      if (!matches.fault.empty()) config.problems.add(at, std::move(matches.fault));
      for (const std::filesystem::path& match : matches.files) add(match, i, at);
    }
  }
  return files;
}

// Keys that only the config itself may have.
void refuse_keys_of_config(TableReader& reader, const std::string& config) {
  const std::string fix = "it in " + text::printable(config);
  const auto refuse = [&](std::string_view key) {
    reader.refuse(key, "a file of feeds holds [[feed]] tables alone", fix);
  };
  for (const KeyOf<Settings>& key : top_keys()) refuse(key.name);
  for_each_section([&](const auto& section) { refuse(section.name); });
  refuse("topic");
  refuse("sink");
}

class FeedsReader {
 public:
  FeedsReader(const FileContext& config, FeedPlaces& places, Settings& settings)
      : config_(config), places_(places), settings_(settings), import_(places) {}

  void read(const NamedFile& named) {
    const std::string& path = named.path.native();
    const bool opml = is_opml(named.path);
    const auto bytes = read_file(named.path, opml ? kLargestOpml : kLargestConfig);
    if (!bytes) {
      config_.problems.add(named.at, text::printable(path) + ": " + bytes.error());
      return;
    }
    Problems& problems = problems_.emplace_back(path);
    const std::size_t before = settings_.feeds.size();
    std::string left_out = opml ? read_opml(*bytes, problems) : read_toml(*bytes, named, problems);
    settings_.feeds_from.push_back(
        {named.path, named.entry, settings_.feeds.size() - before, std::move(left_out)});
  }

  // The places point into them, so that they are handed over when all files were read.
  void finish() {
    for (Problems& problems : problems_) config_.problems.append(std::move(problems));
  }

 private:
  std::string read_toml(std::string_view bytes, const NamedFile& named, Problems& problems) {
    const auto document = parse_document(bytes, problems.file());
    if (!document) {
      const Problem& fault = document.error();
      problems.add({fault.line, fault.column}, fault.what, fault.fix);
      return {};
    }
    const FileContext file{problems, named.path.parent_path(), config_.named_files,
                           config_.search_path, config_.credentials};
    TableReader reader(*document, "", file);
    if (const Array* tables = reader.tables("feed")) {
      read_feeds(*tables, settings_.fetch, file, places_, settings_.feeds);
    }
    refuse_keys_of_config(reader, config_.problems.file());
    reader.finish();
    return {};
  }

  // Returns what was left out. Urls that the feeds before have are known, as for an import.
  std::string read_opml(std::string_view bytes, Problems& problems) {
    const auto opml = parse_opml(bytes);
    if (!opml) {
      problems.add(opml.error().at, "not OPML: " + opml.error().what);
      return {};
    }
    for (; known_ < settings_.feeds.size(); ++known_) import_.know(settings_.feeds[known_]);
    Import done;
    for (std::size_t i = 0; i < opml->feeds.size(); ++i) {
      const FeedPlace place{problems.file(), opml->places[i]};
      auto feed = import_.take(opml->feeds[i], place);
      if (feed) {
        ++done.taken;
        settings_.feeds.push_back(std::move(*feed));
      } else if (feed.error().why == FeedImport::Why::kKnown) {
        ++done.known;
      } else {
        const auto [line, column] = place.at;
        const std::string at = line > 0 ? fmt::format("{}:{}: ", line, column) : "";
        done.bad.push_back(at + feed.error().reason);
      }
    }
    known_ = settings_.feeds.size();
    const bool whole = done.bad.empty() && opml->others == 0 && opml->included.empty();
    return whole ? std::string() : import_summary(*opml, done);
  }

  const FileContext& config_;
  FeedPlaces& places_;
  Settings& settings_;
  std::deque<Problems> problems_;
  FeedImport import_;
  std::size_t known_ = 0;  // feeds that import_ was told of, or took itself
};

}  // namespace

void read_feeds_files(TableReader& top, FeedPlaces& places, Settings& settings) {
  FeedsReader reader(top.file(), places, settings);
  for (const NamedFile& file : named_files(top, settings.feeds_files)) reader.read(file);
  reader.finish();
}

}  // namespace newswatch::config
