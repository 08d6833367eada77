// Any bytes as another reader's list of feeds: what is taken of it is a config, and that config's
// own list has the same feeds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/import_feeds.h"
#include "config/load_settings.h"
#include "config/opml.h"
#include "fuzz/demand.h"
#include "notify/sinks.h"
#include "text/escape.h"

namespace newswatch::fuzz {
namespace {

void check_list(const config::Opml& opml) {
  demand(opml.included.size() <= 10, "at most ten included files are named");
  for (const config::OpmlFeed& feed : opml.feeds) {
    demand(!feed.url.empty(), "a feed has a url");
    demand(feed.labels.size() <= 20, "a feed has at most 20 labels");
    for (const std::string* text : {&feed.title, &feed.url, &feed.site}) {
      demand(text::is_valid_utf8(*text), "a text is UTF-8");
    }
  }
}

// One that can be compared: written lists have the feeds by folder, not all labels in order, and
// U+FFFD for what XML does not allow.
std::vector<std::string> as_text(std::string_view name, std::string_view url,
                                 const std::vector<std::string>& labels) {
  std::vector<std::string> all = {std::string(url), std::string(name)};
  all.insert(all.end(), labels.begin(), labels.end());
  for (std::string& text : all) text = text::xml_escaped(text);
  std::ranges::sort(all.begin() + 2, all.end());
  return all;
}

// The list that is written of the feeds has them all, as they are.
void check_written(const std::vector<config::FeedSettings>& feeds) {
  const auto again = config::read_opml(config::write_opml(feeds));
  demand(again.has_value(), "a written list can be read");
  std::vector<std::vector<std::string>> given, written;
  for (const auto& feed : feeds) {
    demand(!feed.outlet.empty(), "a feed has an outlet");
    given.push_back(as_text(feed.name, feed.url, feed.labels));
  }
  for (const auto& feed : again->feeds)
    written.push_back(as_text(feed.title, feed.url, feed.labels));
  std::ranges::sort(given);
  std::ranges::sort(written);
  demand(given == written, "a written list has the same feeds");
}

void check_import(const config::Opml& opml) {
  config::Settings own;
  own.source = "own.toml";
  const config::Import import = config::import_feeds(opml, own);
  demand(import.taken + import.known + import.bad.size() == opml.feeds.size(), "each is counted");
  for (const std::string& line : import.bad) {
    demand(text::printable(line) == line, "a refusal is safe to print");
  }
  const auto settings =
      config::parse_settings(import.toml, "fuzz.toml", notify::sink_table(), "/nowhere",
                             config::NamedFiles::kLeave, config::Feeds::kOptional);
  demand(settings.has_value(), "what is taken is a config");
  demand(settings->feeds.size() == import.taken, "it has each feed that was taken");
  demand(config::import_feeds(opml, *settings).taken == 0, "nothing is taken twice");
  check_written(settings->feeds);
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const auto opml = config::read_opml({reinterpret_cast<const char*>(data), size});
  if (opml) {
    fuzz::check_list(*opml);
    fuzz::check_import(*opml);
  } else {
    fuzz::demand(opml.error().kind == model::ErrorKind::kBadInput, "an error has its kind");
    fuzz::demand(text::printable(opml.error().context) == opml.error().context,
                 "a refusal is safe to print");
  }
  return 0;
}
