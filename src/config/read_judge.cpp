#include <fmt/format.h>

#include <string>

#include "config/keys.h"
#include "config/network_kinds.h"
#include "config/read_tables.h"
#include "config/secrets.h"
#include "net/url.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kJudgeUrl = "url = \"https://HOST/v1/chat/completions\"";

// The url in its normal form; empty when it is no good.
std::string check_judge_url(TableReader& reader, const std::string& text) {
  if (text.empty()) return {};
  const auto url = net::parse_url(text);
  if (!url || (url->scheme != "http" && url->scheme != "https")) {
    reader.problem("url", "url is no http or https address", std::string(kJudgeUrl));
  } else if (!url->user.empty() || !url->password.empty()) {
    reader.problem("url", "url holds a user or a password, which everyone may read here",
                   "api_key_file = \"FILE\", a file with the key alone");
  } else if (url->path.empty() || url->path == "/") {
    reader.problem("url", fmt::format("url {} has no path", text::quoted(text)),
                   std::string(kJudgeUrl));
  } else {
    return net::to_string(*url);
  }
  return {};
}

// The key is in a file that is named, or in the credential that systemd hands over.
void check_key_file(TableReader& reader, JudgeSettings& judge) {
  const FileContext& file = reader.file();
  std::error_code error;
  if (judge.api_key_file.empty() && !judge.url.empty() &&
      std::filesystem::exists(file.credentials / kJudgeCredential, error)) {
    judge.api_key_file = file.credentials / kJudgeCredential;
  }
  if (judge.api_key_file.empty() || file.named_files == NamedFiles::kLeave) return;
  if (const auto key = read_key(judge.api_key_file); !key) {
    reader.problem("api_key_file", key.error().context);
  }
}

// A judge is a server with a url, or a command.
void check_form(TableReader& reader, const JudgeSettings& judge) {
  if (!judge.url.empty() && !judge.command.empty()) {
    reader.problem("command", "[judge] has a url and a command", "one of the two");
  }
  if (judge.command.empty()) return;
  const JudgeSettings unset;
  for (const KeyOf<JudgeSettings>& key : judge_section().keys) {
    if (key.name == "url" || !belongs_to_url(key.name) || key.same(judge, unset)) continue;
    reader.problem(key.name,
                   fmt::format("{} is of no use here: it belongs to a judge with a url", key.name),
                   "nothing in its place");
  }
}

}  // namespace

void check_judge(TableReader& reader, JudgeSettings& judge, bool given, bool good) {
  const Problems& problems = reader.file().problems;
  const std::size_t before = problems.size();
  judge.url = check_judge_url(reader, judge.url);
  check_key_file(reader, judge);
  check_reach(reader, "url", judge.url, judge.allow_networks);
  check_form(reader, judge);
  if (given && !judge.on() && good && problems.size() == before) {
    reader.problem("url", "[judge] without url or command: nobody would be asked",
                   fmt::format("{}, or no [judge]", kJudgeUrl));
  }
}

}  // namespace newswatch::config
