// What must not change what is read, and what must not do harm: marks, declarations, line ends,
// junk, cuts, damaged bytes.
#include <algorithm>

#include "parse/parse.h"
#include "text/escape.h"
#include "unit/parse/feed_writer.h"
#include "unit/parse/property.h"

namespace newswatch::parse {
namespace {

using model::FeedFormat;

// A feed in UTF-8 with at least one item, and how it reads.
struct Sample {
  Written written;
  std::string text, content_type;
  FeedFormat format = FeedFormat::kRss20;
  model::FeedDocument document;
};

model::FeedDocument read(const std::string& bytes, const Sample& sample,
                         const std::string& content_type) {
  auto result = parse({bytes, content_type, sample.written.url});
  if (!result) RC_FAIL(result.error().context + "\n" + bytes);
  return *std::move(result);
}

Sample any_sample(bool xml_only) {
  Sample sample;
  do {
    sample.format = all_formats()[any_of<std::size_t>(0, all_formats().size())];
  } while (xml_only && sample.format == FeedFormat::kJson1);
  News news = *any_news();
  // A witness of UTF-8 that nothing else is by chance.
  news.feed.title = "\u65E5\u672C\u8A9E " + news.feed.title;
  model::Item item;
  item.title = "\u65E5\u672C\u8A9E";
  news.items.push_back(item);
  WritingEncoding encoding(WritingEncoding::all().front());
  Spelling spelling(any_of<std::uint64_t>(0, UINT64_MAX), encoding);
  sample.written = write_feed(sample.format, kept_by(sample.format, news), spelling);
  sample.text = sample.written.text;
  sample.content_type = spelling.content_type(sample.written.media_type);
  sample.document = read(sample.text, sample, sample.content_type);
  return sample;
}

void expect_same(const std::string& bytes, const Sample& sample, const std::string& content_type) {
  const auto document = read(bytes, sample, content_type);
  RC_LOG() << bytes << '\n';
  RC_ASSERT(described(document) == described(sample.document));
  RC_ASSERT(document.complete);
}

// The text with another XML declaration, or one where there was none.
std::string declared_as(const std::string& label, const std::string& text) {
  const std::size_t end = text.starts_with("<?xml") ? text.find("?>") + 2 : 0;
  return "<?xml version='1.0' encoding='" + label + "'?>" + text.substr(end);
}

TEST(RobustProperty, AByteOrderMarkChangesNothing) {
  expect_always(100, [] {
    const Sample sample = any_sample(false);
    expect_same("\xEF\xBB\xBF" + sample.text, sample, sample.content_type);
  });
}

TEST(RobustProperty, WhereTheEncodingIsDeclaredChangesNothing) {
  expect_always(100, [] {
    const Sample sample = any_sample(true);
    const std::string& type = sample.written.media_type;
    expect_same(declared_as("utf-8", sample.text), sample, type);
    expect_same(sample.text, sample, type + ";Charset=\"UTF8\"");
    expect_same(declared_as("UTF-8", sample.text), sample, type + "; charset=utf-8");
  });
}

TEST(RobustProperty, NoDeclarationChangesUtf8) {
  expect_always(150, [] {
    const Sample sample = any_sample(true);
    const auto& forms = WritingEncoding::all();
    const std::string label = forms[any_of<std::size_t>(0, forms.size())].label;
    const std::string& type = sample.written.media_type;
    expect_same(declared_as(label, sample.text), sample, type);
    expect_same(sample.text, sample, type + "; charset=" + label);
  });
}

TEST(RobustProperty, WhatStandsAroundTheDocumentChangesNothing) {
  expect_always(150, [] {
    const Sample sample = any_sample(true);
    const std::string before = *rc::gen::element<std::string>(
        "", "\n\n", " \r\n\t", "\xEF\xBB\xBF\n", "\xEF\xBB\xBF\xEF\xBB\xBF");
    const std::string after = *rc::gen::element<std::string>(
        "", "\n", "<!-- 0.2 s & -->", "<script>a && b</script>", "bye", "&", std::string(3, '\0'),
        "</html>", "<br>", "</rss>", "<", "<!--", "\x1A");
    expect_same(before + sample.text + after, sample, sample.content_type);
  });
}

TEST(RobustProperty, LineEndsChangeNothing) {
  expect_always(150, [] {
    const Sample sample = any_sample(true);
    std::string text;
    for (const char c : sample.text) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    expect_same(text, sample, sample.content_type);
  });
}

TEST(RobustProperty, ItemsBeforeACutAreKept) {
  expect_always(400, [] {
    const Sample sample = any_sample(false);
    const std::size_t at = any_of<std::size_t>(0, sample.text.size());
    const std::string cut = sample.text.substr(0, at);
    RC_LOG() << cut << "|" << sample.text.substr(at) << '\n';
    const auto& ends = sample.written.item_ends;
    const auto whole = static_cast<std::size_t>(
        std::count_if(ends.begin(), ends.end(), [at](std::size_t end) { return end <= at; }));
    const auto result = parse({cut, sample.content_type, sample.written.url});
    if (!result) {
      // JSON is a feed by its version, which may stand last.
      const std::size_t version = cut.find("jsonfeed.org/version/1");
      const bool unknown =
          version == std::string::npos || cut.find(',', version) == std::string::npos;
      RC_ASSERT(whole == 0U || (sample.format == FeedFormat::kJson1 && unknown));
      return;
    }
    // The last item is whole too where only its end tag's ">" is missing.
    auto kept = sample.document.items;
    kept.resize(std::max(whole, std::min(result->items.size(), whole + 1)));
    RC_ASSERT(described(result->items) == described(kept));
    RC_ASSERT(result->complete == (at >= sample.written.root_end));
  });
}

void expect_harmless(const std::string& bytes, const Sample& sample) {
  const auto result = parse({bytes, sample.content_type, sample.written.url});
  if (!result) {
    RC_ASSERT(text::is_valid_utf8(result.error().context));
    return;
  }
  RC_ASSERT(text::is_valid_utf8(described(*result)));
  for (const auto& warning : result->warnings) RC_ASSERT(text::is_valid_utf8(warning));
}

TEST(RobustProperty, DamageDoesNoHarm) {
  expect_always(500, [] {
    const Sample sample = any_sample(false);
    std::string bytes = sample.text;
    const int wounds = any_of(1, 10);
    for (int i = 0; i < wounds && !bytes.empty(); ++i) {
      const std::size_t at = any_of<std::size_t>(0, bytes.size());
      const std::size_t size = any_of<std::size_t>(1, 20);
      switch (any_of(0, 4)) {
        case 0:
          bytes.erase(at, size);
          break;
        case 1:
          bytes.insert(at, bytes.substr(any_of<std::size_t>(0, bytes.size()), size));
          break;
        case 2:
          bytes[at] = static_cast<char>(any_of(0, 256));
          break;
        default:
          bytes[at] = *rc::gen::elementOf(std::string("<>&;\"'=/!?[]- \n"));
      }
    }
    RC_LOG() << bytes;
    expect_harmless(bytes, sample);
  });
}

TEST(RobustProperty, OneBadByteInATextLosesNoItem) {
  expect_always(400, [] {
    const Sample sample = any_sample(false);
    // Between any two characters of a title's text.
    const std::string title = "\u65E5\u672C\u8A9E";
    const std::size_t found = sample.text.rfind(title);
    RC_PRE(found != std::string::npos);
    std::string bytes = sample.text;
    const std::size_t at = found + any_of<std::size_t>(0, title.size() + 1);
    const char bad = static_cast<char>(any_of(0x80, 0x100));
    if (any_of(0, 2) == 0 && at < found + title.size()) {
      bytes[at] = static_cast<char>('\xF8' + any_of(0, 8));
    } else {
      bytes.insert(at, 1, bad);
    }
    RC_LOG() << bytes;
    const auto document = read(bytes, sample, sample.content_type);
    RC_ASSERT(document.items.size() == sample.document.items.size());
    RC_ASSERT(document.encoding == "utf-8");
    RC_ASSERT_FALSE(document.warnings.empty());
    RC_ASSERT(text::is_valid_utf8(described(document)));
  });
}

// Not inside a tag, nor in what ends a section, a comment or an instruction.
bool is_between_tags(const std::string& text, std::size_t at) {
  const std::size_t end = text.rfind('>', at - 1), start = text.rfind('<', at - 1);
  return end != std::string::npos && end > start &&
         std::string_view("]-?").find(text[at - 1]) == std::string_view::npos;
}

TEST(RobustProperty, OneBadByteBetweenTagsLosesNoItem) {
  expect_always(400, [] {
    const Sample sample = any_sample(true);
    const std::size_t at = any_of<std::size_t>(1, sample.text.size());
    RC_PRE(is_between_tags(sample.text, at));
    std::string bytes = sample.text;
    bytes.insert(at, 1, static_cast<char>(any_of(0x80, 0x100)));
    RC_LOG() << bytes;
    const auto document = read(bytes, sample, sample.content_type);
    RC_ASSERT(document.items.size() == sample.document.items.size());
    RC_ASSERT(document.complete);
    RC_ASSERT_FALSE(document.warnings.empty());
  });
}

}  // namespace
}  // namespace newswatch::parse
