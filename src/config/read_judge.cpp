#include <fmt/format.h>

#include <string>
#include <vector>

#include "config/read_lists.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/address_guard.h"
#include "net/url.h"
#include "text/escape.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kJudgeUrl = "url = \"https://HOST/v1/chat/completions\"";

void read_judge_url(TableReader& reader, Judge& judge) {
  std::string text;
  if (!reader.read("url", text) || text.empty()) return;
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
    judge.url = net::to_string(*url);
  }
}

void read_judge_command(TableReader& reader, Judge& judge, const Surroundings& around) {
  if (!reader.read("command", judge.command) || judge.command.empty()) return;
  check_command(reader, judge.command, around);
}

void read_band(TableReader& reader, Band& band) {
  const Node* node = reader.find("band");
  if (node == nullptr) return;
  constexpr std::string_view kFix = "band = [0.10, 0.40], two numbers from 0 to 1, the lower first";
  std::vector<double> ends;
  if (const auto* list = std::get_if<Array>(&node->value)) {
    for (const Node& end : *list) {
      if (const auto* number = std::get_if<double>(&end.value)) ends.push_back(*number);
      if (const auto* whole = std::get_if<std::int64_t>(&end.value)) {
        ends.push_back(static_cast<double>(*whole));
      }
    }
    if (ends.size() != list->size()) ends.clear();
  }
  if (ends.size() == 2 && ends[0] >= 0 && ends[0] < ends[1] && ends[1] <= 1) {
    band = {ends[0], ends[1]};
  } else {
    reader.problem("band", "band is no range of scores", std::string(kFix));
  }
}

// A file that is named, or the credential that systemd hands over.
void read_key_file(TableReader& reader, Judge& judge, const Surroundings& around) {
  constexpr std::string_view kCredential = "judge-api-key";
  std::string file;
  reader.read("api_key_file", file);
  std::error_code error;
  if (!file.empty()) {
    judge.api_key_file = resolve(file, around);
  } else if (!judge.url.empty() && !around.credentials.empty() &&
             std::filesystem::exists(around.credentials / kCredential, error)) {
    judge.api_key_file = around.credentials / kCredential;
  }
  if (judge.api_key_file.empty() || around.named_files != NamedFiles::kCheck) return;
  if (const auto key = read_key(judge.api_key_file); !key) {
    reader.problem("api_key_file", key.error().context);
  }
}

// A literal address that the guard will refuse is better told here than at the first question.
void check_reach(TableReader& reader, const Judge& judge) {
  const auto url = net::parse_url(judge.url);
  const auto guard = net::AddressGuard::parse(judge.allow_networks);
  if (!url || !guard) return;
  const bool local = url->host == "localhost";
  const auto refusal = guard->refusal(local ? "127.0.0.1" : url->host);
  if (!refusal || (local && guard->allows("[::1]"))) return;
  std::string host = url->host;
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  reader.problem("url", fmt::format("{}: not asked without leave", *refusal),
                 local ? "allow_networks = [\"127.0.0.0/8\", \"::1\"] as well"
                       : fmt::format("allow_networks = [{}] as well", text::quoted(host)));
}

void check_kind(TableReader& reader, const Judge& judge) {
  if (!judge.url.empty() && !judge.command.empty()) {
    reader.problem("command", "[judge] has a url and a command", "one of the two");
  }
  if (judge.command.empty()) return;
  const auto useless = [&](std::string_view key, bool given) {
    if (!given) return;
    reader.problem(key, fmt::format("{} is of no use here: it belongs to a judge with a url", key),
                   "nothing in its place");
  };
  useless("model", !judge.model.empty());
  useless("api_key_file", !judge.api_key_file.empty());
  useless("allow_networks", !judge.allow_networks.empty());
}

}  // namespace

void read_judge(TableReader& reader, Judge& judge, bool given, const Surroundings& around) {
  const std::size_t before = around.problems.size();
  read_judge_url(reader, judge);
  read_judge_command(reader, judge, around);
  reader.read("model", judge.model);
  read_key_file(reader, judge, around);
  reader.read("timeout", judge.timeout, {std::chrono::seconds(1), std::chrono::minutes(10)});
  reader.read("max_per_hour", judge.max_per_hour, 1, 1'000'000);
  read_band(reader, judge.band);
  reader.read("candidates", judge.candidates, 1, 5);
  if (reader.read("allow_networks", judge.allow_networks)) {
    check_networks(reader, judge.allow_networks, around.problems);
  }
  check_reach(reader, judge);
  check_kind(reader, judge);
  if (given && !judge.on() && around.problems.size() == before) {
    reader.problem("url", "[judge] without url or command: nobody would be asked",
                   fmt::format("{}, or no [judge]", kJudgeUrl));
  }
}

}  // namespace newswatch::config
