#include "notify/webhook_template.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

using nlohmann::json;

constexpr const char* kJson = "application/json";

std::string render(const std::string& text, const model::Notification& n,
                   const char* type = kJson) {
  const auto compiled = WebhookTemplate::compile(text, type);
  EXPECT_TRUE(compiled) << compiled.error().what;
  return compiled ? compiled->render(n) : std::string();
}

// "LINE: what", of a template that is refused.
std::string fault(const std::string& text, const char* type = kJson) {
  const auto compiled = WebhookTemplate::compile(text, type);
  return compiled ? "none" : std::to_string(compiled.error().line) + ": " + compiled.error().what;
}

const std::string kAll = R"({
  "id": "{{id}}", "kind": "{{type}} {{label}}", "title": "{{title}}", "at": "{{ time }}",
  "event": "{{event}}", "news": "{{news}}", "priority": {{priority}}, "text": "{{body}}",
  {{! only where there is one }}
  {{#link}}"url": "{{link}}",{{/link}}
  "facts": "{{#facts}}{{.}}\n{{/facts}}", "outlets": "{{#outlets}}[{{.}}]{{/outlets}}",
  "topics": "{{#topics}}{{.}} {{/topics}}{{^topics}}none{{/topics}}",
  "reports": [{{#reports}}{"by": "{{outlet}}", "title": "{{title}}", "url": "{{link}}"}{{^last}},{{/last}}{{/reports}}]
})";

TEST(WebhookTemplate, HasEveryValue) {
  const json sent = json::parse(render(kAll, told()));
  EXPECT_EQ(sent["id"], "01JJM0000000000000000000AA:event.new");
  EXPECT_EQ(sent["kind"], "event.new New event");
  EXPECT_EQ(sent["title"], "DeepSeek's R1 rattles markets");
  EXPECT_EQ(sent["at"], "2025-01-27T17:46:40Z");
  EXPECT_EQ(sent["event"], "01JJM0000000000000000000AA");
  EXPECT_EQ(sent["priority"], 3);
  EXPECT_EQ(sent["url"], "https://example.com/a?b=1#c");
  EXPECT_EQ(sent["facts"],
            "2 outlets, 1 source (AP): TIME, The Hill\n"
            "Published 2025-01-27 17:26 UTC, seen 17:41 UTC\n"
            "Topic deepseek-r1 by title: deepseek\n");
  EXPECT_EQ(sent["outlets"], "[TIME][The Hill]");
  EXPECT_EQ(sent["topics"], "deepseek-r1 ");
  EXPECT_EQ(sent["reports"].size(), 2u);
  EXPECT_EQ(sent["reports"][1]["by"], "The Hill");
  EXPECT_TRUE(sent["text"].get<std::string>().starts_with("2 outlets, 1 source (AP)"));
  const json trouble = json::parse(render(kAll, trouble_told()));
  EXPECT_FALSE(trouble.contains("url"));
  EXPECT_EQ(trouble["topics"], "none");
  EXPECT_EQ(json::parse(render(kAll, follow_up(model::FollowUp::kOwn, "").notification))["news"],
            "Now 3 outlets: India Times reports it too");
}

TEST(WebhookTemplate, AnyHeadlineGivesValidJson) {
  std::string huge;
  while (huge.size() < 300'000) huge += kHostile;
  for (const std::string& title :
       {kHostile, huge, std::string("\0\"\\\n\r\t\b\x1f\x7f\xff\xfe", 11), std::string("\"}],\""),
        std::string("\\"), std::string("\\u"), std::string("{{title}}{{{title}}}{{/x}}"),
        std::string("\u2028\u202e\u05d0"), std::string()}) {
    const std::string rendered = render(kAll, told(title));
    EXPECT_TRUE(json::accept(rendered)) << rendered.substr(0, 500);
    EXPECT_LE(rendered.size(), 20'000u);
  }
  EXPECT_EQ(json::parse(render(kAll, told("a \"b\" \\ {{type}}")))["title"], "a \"b\" \\ {{type}}");
}

TEST(WebhookTemplate, EscapesForTheTypeOfTheContent) {
  const model::Notification n = told("<b>&\"R1\" é");
  EXPECT_EQ(render("<t a=\"{{title}}\"/>", n, "application/atom+xml; charset=utf-8"),
            "<t a=\"&lt;b&gt;&amp;&quot;R1&quot; é\"/>");
  EXPECT_EQ(render("t={{title}}", n, "application/x-www-form-urlencoded"),
            "t=%3Cb%3E%26%22R1%22%20%C3%A9");
  EXPECT_EQ(render("{{title}}", n, "text/plain"), "<b>&\"R1\" é");
  EXPECT_EQ(render("[\"{{title}}\"]", n, "application/vnd.x+json"), "[\"<b>&\\\"R1\\\" é\"]");
}

TEST(WebhookTemplate, RefusesWhatGoesOutUnescapedOrIsNotKnown) {
  EXPECT_EQ(fault("{\n\"a\": \"{{{title}}}\"}"),
            "2: {{{...}}} would go out unescaped: write {{...}}");
  EXPECT_EQ(fault("{\"a\": \"{{&title}}\"}"), "1: {{&...}} would go out unescaped: write {{...}}");
  EXPECT_EQ(fault("\n\n{{> other}}"), "3: {{>...}}: a template cannot take in others");
  EXPECT_EQ(fault("{{=<% %>=}}"), "1: {{=...=}}: the marks of tags cannot be changed");
  EXPECT_EQ(fault("{\"a\":\n\"{{titel}}\"}").substr(0, 32), "2: there is no value \"titel\" her");
  EXPECT_EQ(fault("{{#reports}}{{outlte}}{{/reports}}").substr(0, 32),
            "1: there is no value \"outlte\" he");
  EXPECT_EQ(fault("{{outlet}}").substr(0, 32), "1: there is no value \"outlet\" he");
  EXPECT_EQ(fault("{{.}}").substr(0, 26), "1: there is no value \".\" h");
  EXPECT_EQ(fault("{{facts}}"), "1: \"facts\" is a list: write {{#facts}}...{{/facts}}");
}

TEST(WebhookTemplate, RefusesWhatIsNotMustache) {
  EXPECT_EQ(fault("{\"a\":\n\n\"{{title\"}"), "3: a tag that begins with {{ has no }}");
  EXPECT_EQ(fault("a\n{{#facts}}\n{{.}}"), "2: {{#facts}} has no {{/facts}}");
  EXPECT_EQ(fault("{{#facts}}\n{{/link}}"), "2: {{/link}} ends no section that is open");
  EXPECT_EQ(fault("{{}}"), "1: a tag without a name");
}

TEST(WebhookTemplate, RefusesWhatGivesNoJson) {
  EXPECT_EQ(fault("{\"a\": {{title}}}").substr(0, 48),
            "0: with a message about an event it gives no JSO");
  EXPECT_EQ(fault("{\"a\": \"{{link}}\", {{#news}}\"b\": 1{{/news}}}").substr(0, 46),
            "0: with a message about an event it gives no J");
  EXPECT_EQ(fault(R"({{#link}}{"a": "{{link}}"}{{/link}})").substr(0, 71),
            "0: with a message about an event without link, topics and reports it gi");
  EXPECT_EQ(fault("{\"a\": {{title}}}", "text/plain"), "none");
}

class WebhookTemplateSinkTest : public HttpTargetTest {};

TEST_F(WebhookTemplateSinkTest, IsTheWholeBody) {
  answer({.status = 200});
  make("webhook", {{"url", server_.url("/x")}, {"content_type", std::string("application/x+json")}},
       {{"template_file", R"({"say": "{{title}}"})"}});
  ASSERT_TRUE(deliver(told(kHostile)));
  EXPECT_EQ(last_request().header("Content-Type"), "application/x+json");
  EXPECT_TRUE(last_request().has("webhook-id"));
  expect_payload("webhook_template_hostile.json", json::parse(last_request().body).dump(2));
}

}  // namespace
}  // namespace newswatch::notify::test
