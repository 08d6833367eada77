#include "config/show.h"

#include <gtest/gtest.h>

#include "config/load_settings.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kEverything = R"(
[daemon]
state_dir = '/s "quoted" \back'
log_level = 'debug'
log_format = 'json'
[fetch]
interval = '1h30m'
min_interval = '1500ms'
max_interval = '3w'
timeout = '7s'
max_body = '1001B'
per_host = 5
host_gap = '0s'
user_agent = 'ü "x"'
ca_file = 'ca.pem'
proxy = 'env'
allow_networks = ['127.0.0.0/8', '::1']
[[feed]]
name = 'a'
outlet = 'A, "b"'
url = 'https://a.example/?q=1&r=[]'
labels = ['x']
interval = '2h'
user_agent = 'me'
proxy = ''
priority = 7
auth_file = 'auth'
headers_file = 'headers'
[[feed]]
name = 'b'
url = 'http://b.example/'
[[topic]]
name = 't'
since = 2025-01-20T00:00:00.250Z
until = 2025-02-15
feeds = ['a']
outlets = ['b.example']
labels = ['x']
[[topic.clause]]
any = { title = ['one', '/two\d+ "x"/'], summary = ['three'], text = ['four*'] }
all = { category = ['five'], author = ['six'], url = ['seven'] }
none = { title = ['eight'] }
[[topic.clause]]
all = { text = ['nine'] }
[event]
window = '10d'
threshold = 0.3333333333333333
cluster_threshold = 1
[judge]
url = 'http://10.1.2.3:8080/v1/chat/completions'
model = 'm "1"'
api_key_file = 'key'
allow_networks = ['10.0.0.0/8']
timeout = '90s'
max_per_hour = 7
band = [0.05, 1]
candidates = 3
[notify]
max_age = 'off'
first_poll = 'quiet'
[[sink]]
name = 'l'
type = 'log'
topics = ['t']
types = ['event.new']
[[sink]]
name = 'c'
type = 'command'
command = ['/bin/sh', '-c', 'echo "$NEWSWATCH_TITLE"']
timeout = '3s'
[[sink]]
name = 'f'
type = 'file'
path = '/x/y.jsonl'
)";

Settings load(std::string_view toml) {
  auto settings = parse_settings(toml, "f", notify::sink_table(), "/etc/newswatch",
                                 NamedFiles::kLeave, Feeds::kOptional);
  EXPECT_TRUE(settings) << to_string(settings ? std::vector<Problem>{} : settings.error());
  return settings ? *settings : Settings{};
}

TEST(Show, LoadsAgainToEqualSettings) {
  for (const std::string_view toml :
       {kEverything, std::string_view(), std::string_view("sink=[]")}) {
    const Settings settings = load(toml);
    EXPECT_EQ(load(show(settings, notify::sink_table())), settings)
        << show(settings, notify::sink_table());
  }
}

TEST(Show, SaysWhatAFeedTakesFromFetch) {
  const std::string text = show(load(kEverything), notify::sink_table());
  EXPECT_NE(text.find("# interval = \"1h30m\"  # of [fetch]\n"), std::string::npos) << text;
  EXPECT_NE(text.find("# proxy = \"env\"  # of [fetch]\n"), std::string::npos) << text;
}

TEST(Show, HashChangesWithEachSettingOnly) {
  const Settings settings = load(kEverything);
  EXPECT_NE(settings.hash, 0u);
  Settings elsewhere = settings;
  elsewhere.source = "other";
  EXPECT_EQ(hash(elsewhere, notify::sink_table()), settings.hash);
  EXPECT_EQ(load("# a comment\n[fetch]\ninterval = '600s'\n").hash, load("").hash);

  std::vector<Settings> changed(9, settings);
  changed[0].fetch.per_host = 6;
  changed[1].feeds[1].interval = settings.fetch.interval;
  changed[2].feeds[0].labels.clear();
  changed[3].topics[0].until.reset();
  changed[4].topics[0].clauses[0].none = {};
  changed[5].event.threshold += 1e-12;
  changed[6].notify.first_poll = FirstPoll::kNotify;
  changed[7].sinks[1].options.at("timeout") = model::Duration(3001);
  changed[8].judge.band.low += 1e-12;
  for (const Settings& other : changed) EXPECT_NE(hash(other, notify::sink_table()), settings.hash);
}

}  // namespace
}  // namespace newswatch::config
