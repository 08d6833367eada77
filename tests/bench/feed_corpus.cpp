#include "bench/feed_corpus.h"

#include <fmt/format.h>
#include <unicode/unistr.h>

#include <array>
#include <cmath>
#include <iterator>
#include <random>
#include <string_view>

namespace newswatch::bench {
namespace {

struct Language {
  std::string_view code;
  std::vector<std::string_view> words;
  std::string_view space;
};

const Language kEnglish{"en-US",
                        {"the",
                         "council",
                         "voted",
                         "on",
                         "harbour",
                         "plan",
                         "after",
                         "six",
                         "hours",
                         "of",
                         "debate",
                         "and",
                         "markets",
                         "fell",
                         "as",
                         "investors",
                         "weighed",
                         "report",
                         "new",
                         "model",
                         "from",
                         "company",
                         "said",
                         "Monday",
                         "officials",
                         "would",
                         "not",
                         "comment",
                         "a",
                         "spokesman",
                         "in",
                         "Washington",
                         "that",
                         "was",
                         "rates",
                         "bank",
                         "\xE2\x80\x9Cwe",
                         "don\xE2\x80\x99t",
                         "know\xE2\x80\x9D",
                         "\xE2\x80\x94",
                         "police",
                         "election",
                         "storm",
                         "coast",
                         "billion"},
                        " "};
const Language kFrench{"fr-FR",
                       {"le",
                        "gouvernement",
                        "a",
                        "annonc\xC3\xA9",
                        "une",
                        "r\u00E9forme",
                        "des",
                        "retraites",
                        "apr\xC3\xA8s",
                        "de",
                        "longs",
                        "d\u00E9bats",
                        "\xC3\xA0",
                        "l\u2019Assembl\u00E9e",
                        "les",
                        "march\xC3\xA9s",
                        "ont",
                        "chut\xC3\xA9",
                        "pr\xC3\xA9sident",
                        "ministre",
                        "selon",
                        "et"},
                       " "};
const Language kRussian{
    "ru",
    {"совет",  "принял", "план",        "после",    "долгих",   "споров", "рынки",
     "упали",  "в",      "понедельник", "компания", "сообщила", "о",      "новой",
     "модели", "банк",   "ставки",      "и",        "на",       "выборы"},
    " "};
const Language kJapanese{
    "ja",
    {"日本銀行は", "金利を", "引き上げ", "ました。", "株価は", "大きく", "下落し", "、", "新しい",
     "モデルの", "発表を", "受けて", "投資家が", "売りに", "回った。", "東京で", "政府は"},
    ""};
const Language kChinese{
    "zh-CN",
    {"公司", "发布", "新模型", "，", "股市", "大幅", "下跌", "。", "政府", "表示", "正在", "研究",
     "人工智能", "市场", "投资者", "关注", "北京", "周一", "经济"},
    ""};

struct Encoding {
  const char* label;
  const char* converter;
  std::vector<const Language*> languages;
};

const std::array<Encoding, 6> kEncodings = {{
    {"utf-8", "utf-8", {&kEnglish, &kEnglish, &kEnglish, &kFrench, &kRussian, &kJapanese}},
    {"iso-8859-1", "windows-1252", {&kEnglish, &kFrench}},
    {"windows-1251", "windows-1251", {&kRussian}},
    {"shift_jis", "windows-31j", {&kJapanese}},
    {"gb18030", "gb18030", {&kChinese}},
    {"utf-16", "utf-16", {&kEnglish, &kRussian}},
}};

class Writer {
 public:
  Writer(const Language& language, const char* label, std::uint32_t seed)
      : language_(language), label_(label), random_(seed) {}

  std::string document(std::string_view form, std::size_t bytes) {
    out_ = fmt::format(R"(<?xml version="1.0" encoding="{}"?>)", label_);
    out_ += '\n';
    const std::string_view end = head(form);
    for (int i = 0; out_.size() < bytes; ++i) item(form, i);
    return out_.append(end);
  }

 private:
  std::size_t pick(std::size_t from, std::size_t to) {
    return std::uniform_int_distribution<std::size_t>(from, to)(random_);
  }

  std::string words(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text += language_.space;
      text += language_.words[pick(0, language_.words.size() - 1)];
    }
    return text;
  }

  std::string paragraphs(std::size_t count) {
    std::string html;
    for (std::size_t i = 0; i < count; ++i) {
      html += i % 4 == 3
                  ? fmt::format(
                        "<figure class=\"wp-block-image size-large\"><img "
                        "src=\"https://cdn.gazette.example/2025/01/{}.jpg?w=1024\" "
                        "alt=\"{}\" width=\"1024\" height=\"683\"/></figure>\n",
                        pick(1, 9999), words(6))
                  : fmt::format("<p>{} <a href=\"https://gazette.example/{}/\">{}</a> {}.</p>\n",
                                words(pick(15, 50)), pick(1, 99999), words(3), words(pick(5, 30)));
    }
    return html;
  }

  static std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '&') {
        out += "&amp;";
      } else if (c == '<') {
        out += "&lt;";
      } else if (c == '>') {
        out += "&gt;";
      } else {
        out += c;
      }
    }
    return out;
  }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  std::string_view head(std::string_view form) {
    if (form == "atom-html" || form == "atom-xhtml") {
      add("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n"
          "<link href=\"https://gazette.example/\"/>\n<id>tag:gazette.example,2025:feed</id>\n"
          "<updated>2025-01-27T10:00:00Z</updated>\n",
          language_.code, words(3));
      return "</feed>\n";
    }
    if (form == "rdf") {
      add("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
          "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
          "<channel rdf:about=\"https://gazette.example/\"><title>{}</title>"
          "<link>https://gazette.example/</link><description>{}</description></channel>\n",
          words(3), words(10));
      return "</rdf:RDF>\n";
    }
    if (form == "sitemap") {
      add("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
          "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n");
      return "</urlset>\n";
    }
    add("<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "
        "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" "
        "xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>{}</title>\n"
        "<atom:link href=\"https://gazette.example/feed/\" rel=\"self\" "
        "type=\"application/rss+xml\"/>\n<link>https://gazette.example/</link>\n"
        "<description>{}</description>\n<lastBuildDate>Mon, 27 Jan 2025 10:00:00 +0000"
        "</lastBuildDate>\n<language>{}</language>\n<sy:updatePeriod>hourly</sy:updatePeriod>\n",
        words(3), words(10), language_.code);
    return "</channel>\n</rss>\n";
  }

  void item(std::string_view form, int i) {
    const std::string title = words(pick(6, 14));
    const std::string url =
        fmt::format("https://gazette.example/2025/01/27/{}-{}/", i, pick(100000, 999999));
    const auto minute = i % 60, hour = i / 60 % 24;
    if (form == "wordpress") {
      add("\t<item>\n\t\t<title>{0}</title>\n\t\t<link>{1}</link>\n\t\t<dc:creator><![CDATA[{2}]]>"
          "</dc:creator>\n\t\t<pubDate>Mon, 27 Jan 2025 {3:02}:{4:02}:00 +0000</pubDate>\n",
          title, url, words(2), hour, minute);
      for (int c = 0; c < 4; ++c) add("\t\t<category><![CDATA[{}]]></category>\n", words(1));
      add("\t\t<guid isPermaLink=\"false\">https://gazette.example/?p={}</guid>\n\t\t<description>"
          "<![CDATA[<p>{}</p>\n]]></description>\n\t\t<content:encoded><![CDATA[{}]]>"
          "</content:encoded>\n\t\t<media:thumbnail url=\"https://cdn.gazette.example/{}.jpg\"/>\n"
          "\t</item>\n",
          pick(100000, 999999), words(40), paragraphs(pick(3, 14)), i);
    } else if (form == "rss-escaped") {
      add("<item><title>{0} &amp; {1}</title><link>{2}?utm_source=rss&amp;id={3}</link>"
          "<guid>{2}</guid><pubDate>Mon, 27 Jan 2025 {4:02}:{5:02}:00 GMT</pubDate>"
          "<description>{6}</description></item>\n",
          title, words(1), url, i, hour, minute, escaped(paragraphs(pick(1, 4))));
    } else if (form == "atom-html" || form == "atom-xhtml") {
      const bool html = form == "atom-html";
      add("<entry>\n<id>tag:gazette.example,2025:{0}</id>\n<title type=\"html\">{1}</title>\n"
          "<link href=\"{2}\"/>\n<published>2025-01-27T{3:02}:{4:02}:00Z</published>\n"
          "<updated>2025-01-27T{3:02}:{4:02}:30+00:00</updated>\n<author><name>{5}</name></"
          "author>\n"
          "<summary>{6}</summary>\n<content type=\"{7}\">{8}</content>\n</entry>\n",
          i, title, url, hour, minute, words(2), words(30), html ? "html" : "xhtml",
          html
              ? escaped(paragraphs(pick(2, 8)))
              : "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + paragraphs(pick(2, 8)) + "</div>");
    } else if (form == "rdf") {
      add("<item rdf:about=\"{0}\"><title>{1}</title><link>{0}</link><description>{2}</description>"
          "<dc:date>2025-01-27T{3:02}:{4:02}:00+09:00</dc:date><dc:creator>{5}</dc:creator>"
          "<dc:subject>{6}</dc:subject></item>\n",
          url, title, words(pick(20, 80)), hour, minute, words(2), words(1));
    } else {
      add("<url>\n<loc>{0}</loc>\n<lastmod>2025-01-27T{1:02}:{2:02}:00Z</lastmod>\n<news:news>\n"
          "<news:publication><news:name>{3}</news:name><news:language>{4}</news:language>"
          "</news:publication>\n<news:publication_date>2025-01-27T{1:02}:{2:02}:00+00:00"
          "</news:publication_date>\n<news:title>{5}</news:title>\n</news:news>\n</url>\n",
          url, hour, minute, "Gazette", language_.code.substr(0, 2), title);
    }
  }

  const Language& language_;
  const char* label_;
  std::mt19937 random_;
  std::string out_;
};

// References for what the encoding lacks.
std::string encoded(const std::string& utf8, const Encoding& encoding) {
  if (std::string_view(encoding.label) == "utf-8") return utf8;
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
  std::string bytes;
  const std::int32_t length = text.extract(0, text.length(), nullptr, encoding.converter);
  bytes.resize(static_cast<std::size_t>(length) + 1);
  text.extract(0, text.length(), bytes.data(), static_cast<std::uint32_t>(bytes.size()),
               encoding.converter);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace

std::vector<FeedBytes> feed_corpus(std::size_t documents, std::size_t min_bytes,
                                   std::size_t max_bytes, std::uint32_t seed) {
  constexpr std::array<std::string_view, 6> kForms = {"wordpress",  "rss-escaped", "atom-html",
                                                      "atom-xhtml", "rdf",         "sitemap"};
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> size(std::log(static_cast<double>(min_bytes)),
                                              std::log(static_cast<double>(max_bytes)));
  std::vector<FeedBytes> corpus;
  for (std::size_t i = 0; i < documents; ++i) {
    const Encoding& encoding = kEncodings[i % kEncodings.size()];
    const std::string_view form = kForms[i / kEncodings.size() % kForms.size()];
    const std::size_t turn = i / (kEncodings.size() * kForms.size());
    const Language& language = *encoding.languages[turn % encoding.languages.size()];
    FeedBytes document;
    document.form = form;
    document.encoding = encoding.label;
    document.utf8 = Writer(language, encoding.label, static_cast<std::uint32_t>(random()))
                        .document(form, static_cast<std::size_t>(std::exp(size(random))));
    document.bytes = encoded(document.utf8, encoding);
    document.content_type = fmt::format("application/xml; charset={}", encoding.label);
    corpus.push_back(std::move(document));
  }
  return corpus;
}

}  // namespace newswatch::bench
