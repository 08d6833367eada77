#include "program/daemon_process.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "program/cli_process.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;

std::vector<json> json_lines(const std::string& text, std::string_view where) {
  EXPECT_TRUE(text.empty() || text.ends_with('\n')) << where << " ends in half a line";
  std::vector<json> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    json one = json::parse(line, nullptr, false);
    if (one.is_object()) {
      out.push_back(std::move(one));
    } else {
      ADD_FAILURE() << where << ": no JSON object: " << line;
    }
  }
  return out;
}

}  // namespace

std::string rss(const std::vector<Entry>& entries) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel>"
      "<title>A feed</title><link>http://paper.example/</link>";
  for (const Entry& entry : entries) {
    const auto when = std::chrono::system_clock::now() - entry.age;
    const std::string link = entry.link.empty() ? "http://paper.example/" + entry.id : entry.link;
    out += fmt::format(
        "<item><guid isPermaLink=\"false\">{}</guid><title><![CDATA[{}]]></title><link>{}</link>"
        "<description><![CDATA[{}]]></description><pubDate>{:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        "</item>",
        entry.id, entry.title, link, entry.summary,
        fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
  }
  return out + "</channel></rss>";
}

std::string config_text(const std::filesystem::path& state, const std::vector<FeedLine>& feeds,
                        std::string_view fetch) {
  std::string out = fmt::format(
      "[daemon]\nstate_dir = \"{}\"\n"
      "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nhost_gap = \"0s\"\nper_host = 6\n{}\n",
      state.string(), fetch);
  for (const FeedLine& feed : feeds) {
    out += fmt::format("[[feed]]\nname = \"{}\"\noutlet = \"{}\"\nurl = \"{}\"\n", feed.name,
                       feed.outlet, feed.url);
  }
  return out +
         "[[topic]]\nname = \"launch\"\n[[topic.clause]]\nany = { title = [\"/./\"] }\n"
         "[[sink]]\nname = \"log\"\ntype = \"log\"\n[[sink]]\nname = \"file\"\ntype = \"file\"\n"
         "[notify]\nfirst_poll = \"notify\"\n";
}

Installation::Installation() {
  std::string path = (std::filesystem::temp_directory_path() / "newswatch-run-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) std::abort();
  folder_ = path;
}

Installation::~Installation() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

// Tests run beside each other and have no page, but for those of the page.
void Installation::configure(std::string_view text) const {
  std::ofstream file(config());
  file << text;
  if (text.find("[web]") == text.npos) file << "\n[web]\nlisten = \"off\"\n";
}

std::vector<std::string> Installation::command(std::vector<std::string> words) const {
  words.insert(words.end(), {"--config", config().string()});
  return words;
}

std::vector<json> Installation::notifications(const std::string& file) const {
  std::ostringstream text;
  text << std::ifstream(state() / file, std::ios::binary).rdbuf();
  std::vector<json> lines = json_lines(text.str(), file);
  std::erase_if(lines, [](const json& line) { return line.contains("reason"); });
  return lines;
}

std::vector<json> Installation::trouble() const {
  std::ostringstream text;
  text << std::ifstream(state() / "notifications.jsonl", std::ios::binary).rdbuf();
  std::vector<json> lines = json_lines(text.str(), "notifications.jsonl");
  std::erase_if(lines, [](const json& line) { return !line.contains("reason"); });
  return lines;
}

std::vector<json> Installation::events() const {
  const Ran ran = run_cli(command({"events", "export", "--format", "jsonl"}));
  EXPECT_EQ(ran.status, 0) << ran.err;
  return json_lines(ran.out, "events export");
}

Daemon::Daemon(const Installation& where) : Daemon(where.command({NEWSWATCH_BINARY, "run"})) {}

Daemon::Daemon(const std::vector<std::string>& command)
    : child_(std::make_unique<test::Child>(command, [this](const std::string& line) {
        const std::lock_guard lock(mutex_);
        lines_.push_back(line);
      })) {}

bool Daemon::logs(std::string_view text, std::chrono::milliseconds limit) const {
  return until([&] { return count(text) > 0; }, limit);
}

std::vector<std::string> Daemon::log() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::size_t Daemon::count(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  std::size_t lines = 0;
  for (const std::string& line : lines_) lines += line.find(text) != std::string::npos ? 1 : 0;
  return lines;
}

}  // namespace newswatch::system_test
