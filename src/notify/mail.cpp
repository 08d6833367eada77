#include "notify/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "notify/markup.h"
#include "notify/message.h"
#include "notify/policy.h"
#include "text/ascii.h"
#include "text/base64.h"
#include "text/calendar.h"
#include "text/escape.h"
#include "text/fit.h"
#include "text/hash.h"

namespace newswatch::notify {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLongestSubject = 200;  // characters
constexpr std::size_t kLongestTopics = 400;   // bytes
constexpr std::size_t kLongestId = 100;       // characters of a notification's id in a Message-ID
// As base64 both are under 100 kB; what is over 102 kB is cut off by some readers.
constexpr std::size_t kLongestText = 24'000, kLongestHtml = 40'000;
constexpr std::size_t kLongestLine = 78, kLongestEncodedLine = 76;

// RFC 5322 section 3.2.3.
bool is_atom_character(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  return text::is_digit(c) || text::is_ascii_letter(c) || kMarks.find(c) != kMarks.npos;
}

// Parts between dots, none of them empty, all of these characters.
template <class Fits>
bool is_dotted(std::string_view text, Fits fits) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const std::string_view part = text::take_piece(text, ".");
    if (part.empty() || !fits(part)) return false;
  }
  return true;
}

bool is_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == address.npos || at > 64 || address.size() > 254) return false;
  return is_dotted(
             address.substr(0, at),
             [](std::string_view part) { return std::ranges::all_of(part, is_atom_character); }) &&
         is_dotted(address.substr(at + 1), [](std::string_view label) {
           return label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                  std::ranges::all_of(label, [](char c) {
                    return text::is_digit(c) || text::is_ascii_letter(c) || c == '-';
                  });
         });
}

std::string_view host_of(const Mailbox& mailbox) {
  return std::string_view(mailbox.address).substr(mailbox.address.find('@') + 1);
}

// RFC 2045 section 6.7: lines of at most 76 characters. Lines of the text end with LF.
std::string quoted_printable(std::string_view text) {
  std::string out, line;
  const auto add = [&](std::string_view piece) {
    if (line.size() + piece.size() > kLongestEncodedLine - 1) {
      out += line + "=\r\n";
      line.clear();
    }
    line += piece;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    if (c == '\n') {
      out += line + "\r\n";
      line.clear();
    } else if ((c > ' ' && c < 0x7f && c != '=') || (c == ' ' && !ends_line)) {
      add({&c, 1});
    } else {
      add(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
  }
  return out + line;
}

// Of the two ways to write a text the shorter one, with the headers that say which.
std::string part(std::string_view type, const std::string& text) {
  std::string encoding = "quoted-printable", content = quoted_printable(text);
  if (content.size() > text.size() / 3 * 4 + text.size() / 36) {
    encoding = "base64";
    // Lines of a text are parted by CRLF, whatever the encoding (RFC 2046 section 4.1.1).
    std::string lines;
    for (const char c : text) lines += c == '\n' ? std::string(kLineEnd) : std::string(1, c);
    const std::string digits = text::base64(lines);
    content.clear();
    for (std::size_t i = 0; i < digits.size(); i += kLongestEncodedLine) {
      if (i > 0) content += kLineEnd;
      content += digits.substr(i, kLongestEncodedLine);
    }
  }
  return fmt::format(
      "Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n{}\r\n", type,
      encoding, content);
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

// Encoded words (RFC 2047), each with whole characters, on lines of their own. `column`: how much
// of the first line is used.
std::string encoded_words(std::string_view text, std::size_t column) {
  constexpr std::string_view kStart = "=?UTF-8?B?", kEnd = "?=";
  std::string out;
  while (!text.empty()) {
    const std::size_t used = column + kStart.size() + kEnd.size();
    const std::size_t room = used < 64 ? (kLongestEncodedLine - used) / 4 * 3 : 0;
    std::size_t end = std::min(room, text.size());
    while (end > 0 && end < text.size() && (text[end] & 0xc0) == 0x80) --end;
    if (end > 0) out += fmt::format("{}{}{}", kStart, text::base64(text.substr(0, end)), kEnd);
    text.remove_prefix(end);
    if (!text.empty()) out += "\r\n ";
    column = 1;
  }
  return out;
}

// Plain words, on new lines where the next one would be too long. nullopt: one fits on no line.
std::optional<std::string> folded(std::string_view words, std::size_t column) {
  std::string out;
  while (!words.empty()) {
    const std::string_view word = text::take_piece(words, " ");
    if ((out.empty() ? column : 1) + word.size() > kLongestLine) return std::nullopt;
    if (!out.empty() && column + 1 + word.size() > kLongestLine) {
      out += "\r\n ";
      column = 1 + word.size();
    } else {
      if (!out.empty()) out += ' ';
      column += 1 + word.size();
    }
    out += word;
  }
  return out;
}

// A header with text for people.
std::string text_header(std::string_view name, std::string_view content) {
  const std::string clean = text::visible(content);
  const std::size_t column = name.size() + 2;
  std::optional<std::string> words;
  if (is_plain(clean) && clean.find("=?") == clean.npos) words = folded(clean, column);
  return fmt::format("{}: {}\r\n", name, words ? *words : encoded_words(clean, column));
}

// RFC 5322 section 3.4: the name as an atom, a quoted string or encoded words.
std::string written(const Mailbox& mailbox, std::size_t column) {
  if (mailbox.name.empty()) return mailbox.address;
  const std::string name = text::visible(mailbox.name);
  std::string phrase;
  if (!is_plain(name) || name.find("=?") != name.npos || name.size() > 60) {
    phrase = encoded_words(name, column);
  } else if (std::ranges::all_of(name, [](char c) { return is_atom_character(c) || c == ' '; })) {
    phrase = name;
  } else {
    phrase = "\"";
    for (const char c : name) {
      if (c == '"' || c == '\\') phrase += '\\';
      phrase += c;
    }
    phrase += '"';
  }
  const std::size_t line = phrase.rfind('\n');
  const std::size_t used = line == phrase.npos ? column + phrase.size() : phrase.size() - line - 1;
  const bool fits = used + mailbox.address.size() + 4 <= kLongestEncodedLine;
  return fmt::format("{}{}<{}>", phrase, fits ? " " : "\r\n ", mailbox.address);
}

std::string address_header(std::string_view name, const std::vector<Mailbox>& mailboxes) {
  std::string out(name);
  out += ": ";
  std::size_t column = out.size();
  for (std::size_t i = 0; i < mailboxes.size(); ++i) {
    if (i > 0) out += ",\r\n ";
    out += written(mailboxes[i], column);
    column = 1;
  }
  return out + "\r\n";
}

std::string date(model::Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                     text::kWeekdays[std::chrono::weekday(day).c_encoding()].substr(0, 3),
                     static_cast<unsigned>(date.day()),
                     text::kMonths[static_cast<unsigned>(date.month()) - 1].substr(0, 3),
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

// Letters, digits, - and _; other characters become a hyphen.
std::string safe_word(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  for (char& c : out) {
    if (!text::is_digit(c) && !text::is_ascii_letter(c) && c != '_') c = '-';
  }
  return out;
}

// RFC 5322 section 3.6.4, as our own and those of other programs are.
bool is_message_id(std::string_view id) {
  return id.size() > 4 && id.size() <= 500 && id.front() == '<' && id.back() == '>' &&
         id.find('@') != id.npos && std::ranges::all_of(id.substr(1, id.size() - 2), [](char c) {
           return c > ' ' && c < 0x7f && c != '<' && c != '>';
         });
}

bool answers(const model::OutboxRow& row) {
  return row.follow == model::FollowUp::kThread && is_message_id(row.reference);
}

// A new event needs no label: it is what the mail is about. An answer has the subject of the first.
std::string subject(const model::OutboxRow& row, const Message& message) {
  const bool is_answer = answers(row);
  const bool is_labelled = !is_answer && row.notification.type != kEventNew;
  return fmt::format("{}[newswatch] {}", is_answer ? "Re: " : "",
                     text::fit(is_labelled ? heading(message) : message.title,
                               kLongestSubject - (is_answer ? 16 : 12), text::Unit::kCharacters));
}

std::string priority_headers(model::Priority priority) {
  switch (priority) {
    case model::Priority::kHighest:
      return "Importance: high\r\nX-Priority: 1\r\n";
    case model::Priority::kHigh:
      return "Importance: high\r\nX-Priority: 2\r\n";
    case model::Priority::kNormal:
      break;
    case model::Priority::kLow:
      return "Importance: low\r\nX-Priority: 4\r\n";
    case model::Priority::kLowest:
      return "Importance: low\r\nX-Priority: 5\r\n";
  }
  return {};
}

std::string html_page(const Message& message, const MailTexts& texts) {
  constexpr std::string_view kGrey = "color:#808080;font-size:13px";
  return fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
      "<meta name=\"color-scheme\" content=\"light dark\"/>"
      "<meta name=\"supported-color-schemes\" content=\"light dark\"/>"
      "<meta name=\"viewport\" content=\"width=device-width\"/></head>\n"
      "<body style=\"font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;"
      "font-size:16px;line-height:1.5;max-width:40em\">\n"
      "<p style=\"{0};margin:0\">{1}</p>\n"
      "<p style=\"margin:0 0 1em;overflow-wrap:anywhere\">{2}</p>\n"
      "<p style=\"{0}\">newswatch, sink {3}</p>\n"
      "</body></html>\n",
      kGrey, text::xml_escaped(message.label),
      body(message, html(), kLongestHtml, text::Unit::kBytes, Title::kShown),
      text::xml_escaped(text::visible(texts.sink)));
}

std::string plain_page(const Message& message, const MailTexts& texts) {
  return fmt::format("{}\n{}\n\n-- \nnewswatch, sink {}\n", message.label,
                     body(message, plain_text(), kLongestText, text::Unit::kBytes, Title::kShown),
                     text::visible(texts.sink));
}

}  // namespace

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  Mailbox mailbox;
  text = text::trimmed(text, " ");
  const std::size_t open = text.rfind('<');
  if (open == text.npos) {
    mailbox.address = text;
  } else {
    if (!text.ends_with('>')) return std::nullopt;
    mailbox.address = text.substr(open + 1, text.size() - open - 2);
    std::string_view name = text::trimmed(text.substr(0, open), " ");
    const bool quoted = name.size() > 1 && name.front() == '"' && name.back() == '"';
    if (quoted) name = name.substr(1, name.size() - 2);
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (quoted && name[i] == '\\' && i + 1 < name.size()) ++i;
      mailbox.name += name[i];
    }
  }
  const bool clean = text::is_valid_utf8(mailbox.name) && mailbox.name.size() <= 200 &&
                     text::visible(mailbox.name) == mailbox.name;
  if (!clean || !is_address(mailbox.address)) return std::nullopt;
  return mailbox;
}

std::string message_id(const model::Notification& notification, const MailTexts& texts) {
  const std::string whole = fmt::format("{}\n{}", notification.id, texts.sink);
  return fmt::format("<{}.{}@newswatch.{}>", safe_word(notification.id, kLongestId),
                     text::hex128(whole).substr(0, 16), host_of(texts.from));
}

std::string mail(const model::OutboxRow& row, const MailTexts& texts, model::Time now) {
  const model::Notification& n = row.notification;
  const Message message = message_of(n);
  const std::string id = message_id(n, texts);
  // "=_" is in neither encoding (RFC 2045 section 6.7), so it ends no part early.
  const std::string boundary = "=_" + text::hex128(id);
  std::string out = fmt::format("Date: {}\r\n", date(now));
  out += address_header("From", {texts.from});
  out += address_header("To", texts.to);
  out += text_header("Subject", subject(row, message));
  // Ids are not folded, though longer: some readers take no other form.
  out += fmt::format("Message-ID: {}\r\n", id);
  if (answers(row)) {
    out += fmt::format("In-Reply-To: {0}\r\nReferences: {0}\r\n", row.reference);
  }
  out += fmt::format("List-Id: <{}.newswatch.{}>\r\n", safe_word(text::ascii_lower(texts.sink), 63),
                     host_of(texts.from));
  // Neither programs nor people who are away answer it.
  out += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
  out += priority_headers(n.priority);
  if (!n.type.empty()) out += text_header("X-Newswatch-Type", n.type);
  if (!n.event.id.empty()) out += text_header("X-Newswatch-Event", n.event.id);
  if (!n.event.topics.empty()) {
    std::string topics;
    for (const std::string& topic : n.event.topics) topics += (topics.empty() ? "" : ", ") + topic;
    topics = text::fit(text::visible(topics), kLongestTopics, text::Unit::kBytes);
    out += text_header("X-Newswatch-Topic", topics);
  }
  out += fmt::format(
      "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n",
      boundary);
  for (const std::string& content : {part("text/plain", plain_page(message, texts)),
                                     part("text/html", html_page(message, texts))}) {
    out += fmt::format("--{}\r\n{}", boundary, content);
  }
  return out + fmt::format("--{}--\r\n", boundary);
}

}  // namespace newswatch::notify
