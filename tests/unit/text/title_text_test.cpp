#include "text/title_text.h"

#include <gtest/gtest.h>

#include <string>

#include "text/escape.h"

namespace newswatch::text {
namespace {

TEST(TitleText, KeepsWhatIsNoMarkup) {
  for (const char* title : {"Flaw in <iframe> sandbox lets pages escape",
                            "The <style> bug that broke cameras",
                            "Plugin Foo <v2.1 open to stored XSS",
                            "If a<b and b<c then a<c, says proof",
                            "Vec<T> and Option<Ferry> explained",
                            "Rail <RLX.N> posts profit, Ferries <FRY.O> falls",
                            "Use <?php in scripts",
                            "Flaw in <script> handling",
                            "Why <!DOCTYPE html> matters",
                            "i <3 you",
                            "a <- b",
                            "x <= y",
                            "ends with <",
                            "ends with <b",
                            "<b",
                            "an <img> bug",
                            "How <App> becomes </App>",
                            "if (x<b && y>c)",
                            "Missing </div> breaks page",
                            "<T.N> up, <F.N> down",
                            "std::map<std::string, int> is slow",
                            "<!-- is never closed",
                            "The <title> of <h1> and <h2>"}) {
    EXPECT_EQ(title_text(title), title);
  }
}

TEST(TitleText, DropsMarkupThatIsClosed) {
  EXPECT_EQ(title_text("Price <b>falls</b> below 5 <i>euro</i>"), "Price falls below 5 euro");
  EXPECT_EQ(title_text("<P><SPAN class=\"a > b\">One</SPAN></P> <a href='x'>two</a>"), "One two");
  EXPECT_EQ(title_text("H<sub>2</sub>O <em>is <strong>wet</strong></em>"), "H2O is wet");
  EXPECT_EQ(title_text("a<script>alert('<b>')</script>b <!-- no -->c"), "ab c");
  EXPECT_EQ(title_text("One<br>two<br/>three<wbr>four <img src='x' alt='y'>five"),
            "One two threefour five");
}

TEST(TitleText, DropsALoneTagOfATitleThatIsHtml) {
  EXPECT_EQ(title_text("<p>Tom &amp; Jerry"), "Tom & Jerry");
  EXPECT_EQ(title_text("Ferry <b>runs</i> again</b>"), "Ferry runs again");
  EXPECT_EQ(title_text("Ferry runs</b>"), "Ferry runs");
}

TEST(TitleText, KeepsALoneTagThatIsNoneInAnHtmlTitle) {
  EXPECT_EQ(title_text("Rail <RLX.N> &amp; Ferries"), "Rail <RLX.N> & Ferries");
  EXPECT_EQ(title_text("Flaw in <script> &amp; friends"), "Flaw in <script> & friends");
  EXPECT_EQ(title_text("Vec<B> &amp; co"), "Vec<B> & co");
  EXPECT_EQ(title_text("if (a<b &amp;&amp; c>d)"), "if (a<b && c>d)");
}

TEST(TitleText, TakesEachElementByItself) {
  EXPECT_EQ(title_text("<b>Flaw</b> in <script> of Vec<T>"), "Flaw in <script> of Vec<T>");
  EXPECT_EQ(title_text("If a<b then <i>c</i>"), "If a<b then c");
}

TEST(TitleText, DecodesReferences) {
  EXPECT_EQ(title_text("Flaw in &lt;iframe&gt; &#8217;sandbox&#8217;"),
            "Flaw in <iframe> ’sandbox’");
  EXPECT_EQ(title_text("a < b &eacute;"), "a < b é");
}

TEST(TitleText, DropsMarksOfCdataSections) {
  EXPECT_EQ(title_text("Board: <![CDATA[no <b>ferry</b> & <T>]]> today"),
            "Board: no ferry & <T> today");
  EXPECT_EQ(title_text("<![CDATA[cut"), "cut");
}

TEST(TitleText, TakesAnyBytesInLinearTime) {
  for (const std::string piece : {"<b>", "</b>", "<!--", "<b a='", "<b \"<b '\" '", "&", "<", "<b ",
                                  "<![CDATA[", "]]>", "<b =\"", "\xff<b>", "<b a=\"<b a='"}) {
    std::string title;
    while (title.size() < 60'000) title += piece;
    EXPECT_TRUE(is_valid_utf8(title_text(title))) << piece;
    while (title.size() < 500'000) title += piece;
    EXPECT_TRUE(is_valid_utf8(title_text(title))) << piece;
  }
}

}  // namespace
}  // namespace newswatch::text
