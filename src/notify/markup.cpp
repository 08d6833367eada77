#include "notify/markup.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/ascii.h"
#include "text/escape.h"
#include "text/percent.h"

namespace newswatch::notify {
namespace {

// U+200B: it breaks what a target would take for a mention or a link, and nobody sees it.
constexpr std::string_view kBreak = "\xe2\x80\x8b";
constexpr std::size_t kShortestTitle = 40;

std::string same(std::string_view text) { return std::string(text); }

std::string plain_link(std::string_view url, std::string_view escaped) {
  return escaped.empty() ? std::string(url) : fmt::format("{}\n  {}", escaped, url);
}

std::string html_strong(std::string_view escaped) { return fmt::format("<b>{}</b>", escaped); }

std::string html_link(std::string_view url, std::string_view escaped) {
  return fmt::format("<a href=\"{}\">{}</a>", text::xml_escaped(url), escaped);
}

// & < > are the three control characters of Slack. A mention needs <. No escape takes the meaning
// from * _ ~ and `, and a break next to one lets it format all the more, as between words: each
// becomes a sign that looks the same. An underscore inside a word has no meaning.
std::string slack_escape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto in_word = [&](std::size_t at) {
      return at < text.size() && (text::is_digit(text[at]) || text::is_ascii_letter(text[at]));
    };
    switch (text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        if (i == 0) out += kBreak;  // at the start of a line it quotes, escaped or not
        out += "&gt;";
        break;
      case '*':
        out += "\u2217";
        break;
      case '_':
        out += i > 0 && in_word(i - 1) && in_word(i + 1) ? "_" : "\u02cd";
        break;
      case '~':
        out += "\u223c";
        break;
      case '`':
        out += "\u02cb";
        break;
      default:
        out += text[i];
    }
  }
  return out;
}

std::string slack_strong(std::string_view escaped) { return fmt::format("*{}*", escaped); }

// Strong text is strong around the link: inside it, * is shown.
std::string slack_link(std::string_view url, std::string_view escaped) {
  constexpr auto kStays = [](char c) { return c != '<' && c != '>' && c != '|'; };
  std::string out = "<";
  for (const char c : text::percent_encoded(url, kStays)) {
    out += c;
    if (c == '&') out += "amp;";
  }
  const bool strong = escaped.size() > 2 && escaped.front() == '*' && escaped.back() == '*';
  if (strong) escaped = escaped.substr(1, escaped.size() - 2);
  out += "|" + std::string(escaped) + ">";
  return strong ? slack_strong(out) : out;
}

// A bare address would become a link that the message does not vouch for.
void break_addresses(std::string& shown) {
  for (std::size_t at = 0; (at = shown.find(':', at)) != shown.npos; ++at) {
    const std::string_view before = std::string_view(shown).substr(0, at);
    if (text::ends_in_any_case(before, "http") || text::ends_in_any_case(before, "https")) {
      shown.insert(at + 1, kBreak);
    }
  }
}

// Telegram makes mentions and links of plain text, too.
std::string telegram_escape(std::string_view text) {
  std::string out;
  for (const char c : text::xml_escaped(text)) {
    out += c;
    if (c == '@') out += kBreak;
  }
  break_addresses(out);
  return out;
}

// Everything that CommonMark, Discord or Mattermost gives a meaning to. A backslash before it takes
// that away; @ and : in a word need a break, for no backslash helps there. Signs that mean
// something only where a line begins (a list, a heading, a quotation) are left alone elsewhere, for
// not every target takes a backslash away that stands before them.
std::string markdown_escape(std::string_view text) {
  constexpr std::string_view kAnywhere = "\\`*_[]<~|&$", kAtTheBegin = "#+-=>";
  std::string out;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool numbers_a_list = i > 0 && i == digits && c == '.';
    if (kAnywhere.find(c) != kAnywhere.npos || numbers_a_list ||
        (i == 0 && kAtTheBegin.find(c) != kAtTheBegin.npos)) {
      out += '\\';
    }
    out += c;
    if (c == '@') out += kBreak;
  }
  break_addresses(out);
  return out;
}

std::string markdown_strong(std::string_view escaped) { return fmt::format("**{}**", escaped); }

std::string markdown_link(std::string_view url, std::string_view escaped) {
  constexpr auto kStays = [](char c) {
    return c != '(' && c != ')' && c != '<' && c != '>' && c != '\\' && c != '"';
  };
  return fmt::format("[{}]({})", escaped, text::percent_encoded(url, kStays));
}

// Adds pieces as long as they fit.
class Composer {
 public:
  Composer(const Markup& markup, std::size_t most, text::Unit unit)
      : markup_(markup), most_(most), unit_(unit) {}

  std::size_t room() const { return most_ - std::min(most_, used_); }
  // The piece on a line of its own, whole or not at all; `reserve` units stay free.
  bool add(std::string_view piece, std::size_t reserve = 0) {
    const std::string line =
        out_.empty() ? std::string(piece) : std::string(markup_.line_end) + std::string(piece);
    const std::size_t units = text::length(line, unit_);
    if (units + reserve > room()) return false;
    out_ += line;
    used_ += units;
    return true;
  }
  // Plain text, cut to the room that is left.
  void add_text(std::string_view text) {
    const std::size_t line_end = out_.empty() ? 0 : text::length(markup_.line_end, unit_);
    if (room() <= line_end) return;
    const std::string piece = fit_escaped(text, room() - line_end, unit_, markup_);
    if (!piece.empty()) add(piece);
  }
  std::string take() { return std::move(out_); }

 private:
  const Markup& markup_;
  const std::size_t most_;
  const text::Unit unit_;
  std::string out_;
  std::size_t used_ = 0;
};

std::string linked(const Markup& markup, const std::string& link, const std::string& escaped) {
  return link.empty() ? escaped : markup.link(link, escaped);
}

void add_title(Composer& out, const Message& message, const Markup& markup, std::size_t most,
               text::Unit unit) {
  const auto with = [&](std::size_t units) {
    const std::string title = fit_escaped(message.title, units, unit, markup);
    return linked(markup, message.link, markup.strong(title));
  };
  const std::string whole = with(most);
  const std::size_t marks = text::length(whole, unit) -
                            text::length(fit_escaped(message.title, most, unit, markup), unit);
  if (out.add(whole)) return;
  if (marks + kShortestTitle < most && out.add(with(most - marks))) return;
  out.add_text(message.title);  // a link that is longer than the message may be
}

void add_items(Composer& out, const Message& message, const Markup& markup, text::Unit unit) {
  const auto rest = [](std::size_t left) { return fmt::format("… and {} more", left); };
  std::size_t left = message.items.size() + message.more;
  const std::size_t reserve = text::length(rest(left), unit) + text::length(markup.line_end, unit);
  for (const Message::Item& item : message.items) {
    std::string line(markup.bullet);
    if (!item.label.empty()) line += markup.escape(item.label) + ": ";
    line += linked(markup, item.link, markup.escape(item.title));
    if (!out.add(line, left > 1 ? reserve : 0)) break;
    --left;
  }
  if (left > 0) out.add(rest(left));
}

}  // namespace

const Markup& plain_text() {
  static const Markup markup{same, same, plain_link};
  return markup;
}

const Markup& html() {
  static const Markup markup{text::xml_escaped, html_strong, html_link, "<br/>\n"};
  return markup;
}

const Markup& telegram_html() {
  static const Markup markup{telegram_escape, html_strong, html_link};
  return markup;
}

const Markup& slack_mrkdwn() {
  static const Markup markup{slack_escape, slack_strong, slack_link};
  return markup;
}

const Markup& discord_markdown() {
  static const Markup markup{markdown_escape, markdown_strong, markdown_link};
  return markup;
}

const Markup& markdown() {
  // Two blanks before a line end keep it.
  static const Markup markup{markdown_escape, markdown_strong, markdown_link, "  \n", "- "};
  return markup;
}

std::string fit_escaped(std::string_view text, std::size_t most, text::Unit unit,
                        const Markup& markup) {
  std::string whole = markup.escape(text::fit(text, most, unit));
  if (text::length(whole, unit) <= most) return whole;
  // Escapes make it longer: the longest cut that fits, by halving.
  std::size_t fits = 0, too_long = most;
  std::string best;
  while (fits + 1 < too_long) {
    const std::size_t middle = fits + (too_long - fits) / 2;
    std::string cut = markup.escape(text::fit(text, middle, unit));
    if (text::length(cut, unit) <= most) {
      fits = middle;
      best = std::move(cut);
    } else {
      too_long = middle;
    }
  }
  return best;
}

std::string body(const Message& message, const Markup& markup, std::size_t most, text::Unit unit,
                 Title title) {
  Composer out(markup, most, unit);
  if (title == Title::kShown) add_title(out, message, markup, most, unit);
  for (const std::string& fact : message.facts) out.add_text(fact);
  // A single report is the title again.
  if (message.items.size() + message.more > 1) add_items(out, message, markup, unit);
  return out.take();
}

}  // namespace newswatch::notify
