#include "text/html_walk.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace newswatch::text {
namespace {

using testing::ElementsAre;

// Writes down what it hears.
class Listener final : public HtmlEvents {
 public:
  void attribute(std::string_view element, std::string_view name, std::string_view value) override {
    add(element, "@" + std::string(name) + "=", value);
  }
  void start(std::string_view element) override { add("<", element, ">"); }
  void end(std::string_view element) override { add("</", element, ">"); }
  void text(std::string_view utf8) override { add("'", utf8, "'"); }
  void declaration(std::string_view content) override { add("<!", content, ">"); }
  bool done() const override { return heard.size() >= most; }

  std::vector<std::string> heard;
  std::size_t most = 100;

 private:
  void add(std::string_view before, std::string_view what, std::string_view after) {
    heard.push_back(std::string(before).append(what).append(after));
  }
};

std::vector<std::string> heard(std::string_view html) {
  Listener listener;
  walk_html(html, listener);
  return listener.heard;
}

TEST(HtmlWalk, TellsOfTagsAttributesAndText) {
  EXPECT_THAT(heard("<!DOCTYPE html><P Class=a ID = 'b&amp;c' hidden/>x &lt; y</P >"),
              ElementsAre("<!DOCTYPE html>", "p@Class=a", "p@ID=b&amp;c", "<p>", "'x '", "'<'",
                          "' y'", "</p>"));
}

TEST(HtmlWalk, PassesOverCommentsAndInstructions) {
  EXPECT_THAT(heard("<?xml version='1.0'?><!-- <a href=x> --><!--><b>"), ElementsAre("<b>"));
}

TEST(HtmlWalk, TakesScriptsAsText) {
  EXPECT_THAT(heard("<script>'<a href=x>' &amp;</SCRIPT>"),
              ElementsAre("<script>", "''<a href=x>' &amp;'", "</script>"));
}

TEST(HtmlWalk, HasNoStartOfATagWithoutEnd) {
  EXPECT_THAT(heard("a<b c='d"), ElementsAre("'a'", "b@c=d"));
}

TEST(HtmlWalk, EndsWhereTheListenerHasHeardEnough) {
  Listener listener;
  listener.most = 2;
  walk_html("<a><b><c>", listener);
  EXPECT_THAT(listener.heard, ElementsAre("<a>", "<b>"));
}

TEST(HtmlWalk, LeavesTextOutWhereTagsAreAskedFor) {
  Listener listener;
  walk_html_tags("x &amp; <a href='1'>y</a><script>'<b>'</script> <![CDATA[<i>]]>", listener);
  EXPECT_THAT(listener.heard, ElementsAre("a@href=1", "<a>", "</a>", "<script>", "</script>"));
}

}  // namespace
}  // namespace newswatch::text
