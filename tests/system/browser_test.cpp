// The page in Chromium, with what hostile feeds could put onto it. `./dev browser` installs what
// this needs; everywhere else it runs where that is there.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/process.h"
#include "support/source_tree.h"
#include "system/web_page.h"
#include "text/percent.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kChromium = "/usr/bin/chromium";
constexpr const char* kNpm = "/usr/bin/npm";
constexpr const char* kJava = "/usr/bin/java";
constexpr std::string_view kPageToken = "a-token-of-a-browser";

std::vector<Entry> hostile_entries() {
  const std::string bidi = "\u202E\u2066\u200F\u2069";
  return {
      {"h1", "<script>alert(1)</script> \"><img src=x onerror=alert(1)>", "<b onclick=alert(1)>",
       "javascript:alert(1)"},
      {"h2", "' onmouseover='alert(1)' style='x:expression(alert(1))", "{{{title}}} {{> page}}",
       "data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"h3", "{{{title}}} {{#nav}} </title></head><base href=//evil.example/>", "<!-- alert",
       "http://paper.example/&quot; onclick=&quot;alert(1)"},
      {"h4", "Alert " + bidi + "gnp.exe\x01\x1b[31m\x7f of \u0085 signs", bidi, {}},
      {"h5", std::string(10'000, 'A'), std::string(10'000, 'W'), {}},
      {"h6", "زلزال يضرب الساحل الشمالي ويقطع الكهرباء", "رعد", {}},
      {"h7", "北京举行新闻发布会宣布新的太空计划并公布时间表", "東京", {}},
      {"h8", "</h2></a></li></ol><svg onload=alert(1)><iframe srcdoc=alert(1)>", "&amp;lt;", {}}};
}

class Browser : public WebPage {
 protected:
  void SetUp() override {
    if (std::string_view(NEWSWATCH_SANITIZE) != "")
      GTEST_SKIP() << "a sanitizer is too slow for it";
    if (!fs::exists(kChromium)) GTEST_SKIP() << "chromium is missing";
    if (!fs::exists(kNpm)) GTEST_SKIP() << "npm is missing";
    fs::create_directories(tools_ / "shots");
    fs::copy_file(test::kRoot / "tests/web/package.json", tools_ / "package.json",
                  fs::copy_options::overwrite_existing);
    const std::string npm = "cd '" + tools_.string() + "' && " + kNpm +
                            " install --prefer-offline --ignore-scripts --no-audit --no-fund 2>&1";
    if (const auto installed = test::run_command({"/bin/sh", "-c", npm}); installed.status != 0) {
      GTEST_SKIP() << "npm can't install what the test stands on";
    }
  }

  const fs::path tools_ = fs::path(NEWSWATCH_BINARY).parent_path() / "browser";
};

TEST_F(Browser, FindsNothingWrongWithThePage) {
  std::ofstream(here_.folder() / "token") << kPageToken;
  server_.serve("/hostile", rss(hostile_entries()));
  std::vector<Entry> usual = {{"g1", "Volcano erupts near Reykjavik", "Lava on the road"},
                              {"g2", "Ferry strike strands thousands in Dover", "Ferry crews"}};
  server_.serve("/", rss(usual));
  server_.serve("/second", rss({{"s1", "Volcano erupts near Reykjavik, lava on road", "Lava"}}));
  server_.serve("/gone", "gone", {.status = 500});
  server_.handle("/news", [&](const test::Request& request) {
    const std::string asked = request.target.substr(request.target.find('=') + 1);
    usual.push_back({"new", text::percent_decoded(asked), "Ice", {}});
    server_.serve("/", rss(usual));
    return test::Reply{.body = "done"};
  });
  here_.configure(config_text(here_.state(),
                              {{"paper", "A", server_.url("/")},
                               {"hostile", "H & <b>Söhne</b>", server_.url("/hostile")},
                               {"second", "B", server_.url("/second")},
                               {"gone", "C", server_.url("/gone")}},
                              kOften) +
                  "\n[[sink]]\nname = \"broken\"\ntype = \"webhook\"\nurl = "
                  "\"http://127.0.0.1:1/\"\nallow_networks = [\"127.0.0.1\"]\n"
                  "[web]\nlisten = \"127.0.0.1:0\"\ntoken_file = \"token\"\n");
  daemon_ = std::make_unique<Daemon>(here_);
  ASSERT_TRUE(daemon_->logs("web.ready at="));
  for (const std::string& line : daemon_->log()) {
    const auto at = line.find("web.ready at=");
    if (at != line.npos) where_ = line.substr(at + 13, line.size() - at - 14);  // no slash
  }
  ASSERT_TRUE(until([&] { return here_.notifications().size() >= 10; }));
  const auto tried = test::run_command(
      {"/bin/sh", "-c",
       "cd '" + tools_.string() + "' && CHROMIUM=" + kChromium +
           (fs::exists(kJava) ? std::string(" JAVA=") + kJava : std::string()) +
           " timeout 200 node '" + (test::kRoot / "tests/web/browser.mjs").string() + "' " +
           where_ + " " + std::string(kPageToken) + " " + server_.url("/news") + " shots 2>&1"});
  EXPECT_EQ(tried.status, 0) << tried.text;
}

}  // namespace
}  // namespace newswatch::system_test
