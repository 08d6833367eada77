// Escaping a text as HTML and reading the HTML gives the text back, white space aside.
#include <fmt/format.h>

#include "text/escape.h"
#include "text/plain_text.h"
#include "unit/parse/news_text.h"
#include "unit/parse/property.h"

namespace newswatch::parse {
namespace {

// Each character that HTML needs escaped, in one of its spellings; others now and then.
std::string as_html(const std::string& text) {
  std::string html;
  for (const char32_t code : code_points(text)) {
    const bool needed = code == '<' || code == '&';
    const unsigned choice = any_of(0U, needed ? 3U : 40U);
    const auto number = static_cast<std::uint32_t>(code);
    if (choice == 0) {
      html += fmt::format("&#{};", number);
    } else if (choice == 1) {
      html += fmt::format("&#x{:x};", number);
    } else if (needed) {
      html += code == '<' ? "&lt;" : "&amp;";
    } else {
      html += utf8(code);
    }
  }
  return html;
}

TEST(PlainTextProperty, EscapedTextIsReadBack) {
  expect_always(500, [] {
    const std::string text = *any_text();
    const std::string html = as_html(text);
    RC_LOG() << html;
    RC_ASSERT(text::plain_text(html) == collapsed(text));
  });
}

TEST(PlainTextProperty, InlineTagsAndCommentsLeaveTheText) {
  expect_always(500, [] {
    std::string html, text;
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(any_text())) {
      text += piece;
      html += as_html(piece);
      html += *rc::gen::elementOf(std::vector<std::string>{
          "<b>", "</b>", "<a href='x>y' title=\"<\">", "</a >", "<!-- <b> -- > -->", "<img/>",
          "<i class=a>", "</i>", "<script>if (a < b && c > d) \"</i>\"</script>",
          "<style>\np > b {}</style>", "<SPAN\nid = x >", "<wbr>", "<!DOCTYPE html>"});
    }
    RC_LOG() << html;
    RC_ASSERT(text::plain_text(html) == collapsed(text));
  });
}

TEST(PlainTextProperty, BlockTagsPartWords) {
  expect_always(300, [] {
    std::string html, text;
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(any_text())) {
      text += piece + " ";
      html += as_html(piece);
      html += *rc::gen::elementOf(std::vector<std::string>{"<br>", "<br />", "</p><p class=\"x\">",
                                                           "<DIV>", "</td>", "<li>", "<h1\n>"});
    }
    RC_LOG() << html;
    RC_ASSERT(text::plain_text(html) == collapsed(text));
  });
}

TEST(PlainTextProperty, ALimitCutsAtACharacter) {
  expect_always(500, [] {
    const std::string html = as_html(*any_text());
    const std::string whole = text::plain_text(html);
    const std::size_t limit = any_of<std::size_t>(0, whole.size() + 3);
    const std::string cut = text::plain_text(html, limit);
    RC_LOG() << html << " at " << limit;
    RC_ASSERT(cut.size() <= limit);
    RC_ASSERT(whole.substr(0, cut.size()) == cut);
    RC_ASSERT(text::is_valid_utf8(cut));
    // At most one character and the space before it are missing.
    RC_ASSERT(cut.size() + 5 > std::min(limit, whole.size()));
  });
}

TEST(PlainTextProperty, ReadsAnyBytes) {
  expect_always(1000, [] {
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::weightedOneOf<char>({{4, rc::gen::elementOf(std::string("<>&;#x/!-\"'= ab[]"))},
                                      {1, rc::gen::arbitrary<char>()}}));
    const std::string text = text::plain_text(bytes);
    RC_ASSERT(text::is_valid_utf8(text));
    RC_ASSERT(collapsed(text) == text);
  });
}

}  // namespace
}  // namespace newswatch::parse
