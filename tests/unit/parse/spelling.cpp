#include "unit/parse/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "unit/parse/any_news.h"
#include "unit/parse/date_writer.h"
#include "unit/parse/news_text.h"

namespace newswatch::parse {
namespace {

std::string_view namespace_uri(const std::string& prefix) {
  static const std::map<std::string, std::string_view> uris = {
      {"dc", "http://purl.org/dc/elements/1.1/"},
      {"dcterms", "http://purl.org/dc/terms/"},
      {"content", "http://purl.org/rss/1.0/modules/content/"},
      {"media", "http://search.yahoo.com/mrss/"},
      {"atom", "http://www.w3.org/2005/Atom"},
      {"news", "http://www.google.com/schemas/sitemap-news/0.9"},
      {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}};
  return uris.at(prefix);
}

// Behind a character, not in one.
std::vector<std::string> split_at(const std::u32string& codes, std::size_t at) {
  std::vector<std::string> parts(2);
  for (std::size_t i = 0; i < codes.size(); ++i) parts[i < at ? 0 : 1] += utf8(codes[i]);
  return parts;
}

// A start within a section is a section that lost its end, where the end tag stands before it.
bool may_be_cdata(std::string_view text) {
  const std::size_t start = text.find("<![CDATA[");
  return text.substr(0, start).find("</") == std::string_view::npos ||
         start == std::string_view::npos;
}

std::string in_cdata(std::string text) {
  for (std::size_t at = text.find("]]>"); at != std::string::npos; at = text.find("]]>", at + 1)) {
    text.replace(at, 3, "]]]]><![CDATA[>");
    at += 3;
  }
  return "<![CDATA[" + text + "]]>";
}

}  // namespace

Spelling::Spelling(std::uint64_t seed, WritingEncoding& encoding)
    : random_(seed), encoding_(encoding) {
  in_header_ = coin();
  in_prolog_ = coin();
  // A legacy encoding has to be declared somewhere.
  if (!encoding.is_unicode() && !in_header_) in_prolog_ = true;
}

std::string Spelling::prolog() {
  std::string out;
  if (in_prolog_) {
    Attributes all = {{"encoding", encoding_.form().label}};
    if (rarely()) all.emplace_back("standalone", "yes");
    out = "<?xml version=" + std::string(coin() ? "'1.0'" : "\"1.0\"");
    for (const auto& [name, value] : all) {
      const char quote = coin() ? '"' : '\'';
      out += fmt::format(" {}={}{}{}", name, quote, value, quote);
    }
    out += coin() ? "?>" : " ?>\n";
  }
  const std::string_view witness = encoding_.form().witness;
  if (!witness.empty()) out += fmt::format("<!-- {} -->", witness);
  return out + gap();
}

std::string Spelling::content_type(std::string_view media_type) const {
  // JSON has no other place to say it.
  const bool nowhere_else =
      media_type.find("json") != std::string_view::npos && !encoding_.is_unicode();
  if (!in_header_ && !nowhere_else) return std::string(media_type);
  return fmt::format("{}; charset={}", media_type, encoding_.form().label);
}

std::string Spelling::reference(char32_t code) {
  const auto number = static_cast<std::uint32_t>(code);
  switch (below(4)) {
    case 0:
      return fmt::format("&#{};", number);
    case 1:
      return fmt::format("&#x{:X};", number);
    case 2:
      return fmt::format("&#x{:x};", number);
    default:
      return fmt::format("&#{:06};", number);
  }
}

std::string Spelling::character(char32_t code, char quote, bool after_bracket) {
  if (!encoding_.has(code) || below(40) == 0) return reference(code);
  const bool named = coin();
  if (code == '&') return named ? "&amp;" : reference(code);
  if (code == '<') return named ? "&lt;" : reference(code);
  if (code == '>' && (after_bracket || coin())) return named ? "&gt;" : reference(code);
  if (code == '"' && (quote == '"' || rarely())) return named ? "&quot;" : reference(code);
  if (code == '\'' && (quote == '\'' || rarely())) return named ? "&apos;" : reference(code);
  return utf8(code);
}

std::string Spelling::escaped(std::string_view value, char quote) {
  std::string out;
  char32_t last = 0;
  for (const char32_t code : code_points(value)) {
    out += character(code, quote, last == ']');
    last = code;
  }
  return out;
}

std::string Spelling::exact_text(std::string_view value) {
  const std::u32string codes = code_points(value);
  std::string out;
  if (codes.size() > 1 && rarely()) {
    const auto parts = split_at(codes, 1 + below(codes.size() - 1));
    const bool first = coin() && may_be_cdata(parts[0]) && encoding_.has_all(parts[0]);
    out = first ? in_cdata(parts[0]) : escaped(parts[0], '\0');
    if (rarely()) out += "<!-- <b> -->";
    const bool second = coin() && may_be_cdata(parts[1]) && encoding_.has_all(parts[1]);
    out += second ? in_cdata(parts[1]) : escaped(parts[1], '\0');
  } else {
    const bool cdata = coin() && may_be_cdata(value) && encoding_.has_all(value);
    out = cdata ? in_cdata(std::string(value)) : escaped(value, '\0');
  }
  return out;
}

std::string Spelling::text(std::string_view value) {
  std::string out = exact_text(value);
  if (rarely()) out.insert(0, "\n  ");
  if (rarely()) out += " \n";
  return out;
}

std::string Spelling::attributes(Attributes all) {
  std::shuffle(all.begin(), all.end(), random_);
  std::string out;
  for (const auto& [name, value] : all) {
    const char quote = coin() ? '"' : '\'';
    out += rarely() ? "\n " : " ";
    out += fmt::format("{}{}{}{}{}", name, rarely() ? " = " : "=", quote, escaped(value, quote),
                       quote);
  }
  return out;
}

std::string Spelling::element(std::string_view name, std::string_view inner, Attributes all) {
  const std::string start = fmt::format("<{}{}", name, attributes(std::move(all)));
  if (inner.empty() && coin()) return start + (coin() ? "/>" : " />");
  return fmt::format("{}{}>{}</{}{}>", start, rarely() ? " " : "", inner, name,
                     rarely() ? "\n" : "");
}

std::string Spelling::gap() {
  constexpr std::array kGaps = {
      "", "", "\n", "  ", "\n\t", "<!-- <item><title>none</title></item> & -->", "<?pi <item> ?>"};
  return kGaps[below(rarely() ? kGaps.size() : 5)];
}

std::string Spelling::merged(Groups groups) {
  std::string out = gap();
  while (true) {
    std::erase_if(groups, [](const auto& group) { return group.empty(); });
    if (groups.empty()) return out;
    auto& group = groups[below(groups.size())];
    out += group.front() + gap();
    group.erase(group.begin());
  }
}

std::string Spelling::prefixed(const std::string& prefix, std::string_view name) {
  const auto [found, is_new] = prefixes_.try_emplace(prefix, prefix);
  if (is_new && rarely()) found->second = "x-" + prefix;
  return fmt::format("{}:{}", found->second, name);
}

Attributes Spelling::namespaces() const {
  Attributes all;
  for (const auto& [known, prefix] : prefixes_) {
    all.emplace_back("xmlns:" + prefix, namespace_uri(known));
  }
  return all;
}

std::string Spelling::html(std::string_view plain) {
  std::string out;
  const bool needed = plain.find_first_of("<&") != std::string_view::npos;
  if (!needed && coin()) return std::string(plain);
  for (const char32_t code : code_points(plain)) {
    if (code == '&') {
      out += coin() ? "&amp;" : reference(code);
    } else if (code == '<') {
      out += coin() ? "&lt;" : reference(code);
    } else if (code == ' ' && rarely()) {
      out += coin() ? "\n \t" : "&nbsp; ";
    } else {
      out += below(40) == 0 ? reference(code) : utf8(code);
    }
  }
  return rarely() ? "\n" + out + " &#32; " : out;
}

std::string Spelling::relative(std::string link) {
  if (!link.starts_with(kSite) || !rarely()) return link;
  const std::string path = link.substr(kSite.size() - 1);
  // Behind these, a path would be another host or be shortened; characters beyond RFC 3986 are
  // escaped on the way.
  const bool plain = !path.starts_with("//") && path.find("/.") == std::string::npos &&
                     path.find_first_of("[]") == std::string::npos;
  if (!plain) return link;
  return coin() ? path : link.substr(link.find("//"));
}

std::string Spelling::relative_html(std::string html) {
  const std::string start = fmt::format("=\"{}", kSite);
  for (std::size_t at = html.find(start); at != std::string::npos; at = html.find(start, at + 1)) {
    if (coin()) html.replace(at, start.size(), coin() ? "=\"/" : "=\"//www.example.org/");
  }
  return html;
}

std::string Spelling::mail_date(model::Time time) {
  const auto& forms = mail_dates();
  return forms[below(forms.size())].write(time, static_cast<unsigned>(below(5000)));
}

std::string Spelling::iso_date(model::Time time) {
  const auto& forms = iso_dates();
  return forms[below(forms.size())].write(time, static_cast<unsigned>(below(5000)));
}

std::string Spelling::json_string(std::string_view value) {
  std::string out = "\"";
  for (const char32_t code : code_points(value)) {
    if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (code == '\n') {
      out += "\\n";
    } else if (code < 0x20 || !encoding_.has(code) || below(40) == 0) {
      if (code < 0x10000) {
        out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code));
      } else {
        const auto high = static_cast<std::uint32_t>(0xD7C0 + (code >> 10));
        const auto low = static_cast<std::uint32_t>(0xDC00 + (code & 0x3FF));
        out += fmt::format("\\u{:04X}\\u{:04X}", high, low);
      }
    } else {
      out += code == '/' && rarely() ? "\\/" : utf8(code);
    }
  }
  return out + '"';
}

}  // namespace newswatch::parse
