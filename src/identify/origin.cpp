#include "identify/origin.h"

#include <algorithm>
#include <array>

#include "identify/boilerplate.h"
#include "text/ascii.h"
#include "text/calendar.h"
#include "text/hash.h"
#include "text/normalize.h"
#include "text/plain_text.h"

namespace newswatch::identify {
namespace {

// A wire. To add one, give its marks as it writes them ("AP" is a wire, "ap" is not) and its names
// in bylines, normalised. Leave out a mark that also means something else: PA is Pennsylvania, AAP
// is a party.
struct Wire {
  std::string_view name;
  std::array<std::string_view, 2> marks;    // in datelines, at the end of a text, in bylines
  std::array<std::string_view, 2> bylines;  // only in bylines
};

constexpr std::array kWires = std::to_array<Wire>({
    {"AP", {"AP"}, {"associated press", "the associated press"}},
    {"Reuters", {"Reuters", "REUTERS"}, {"thomson reuters"}},
    {"AFP", {"AFP"}, {"agence france presse"}},
    {"PTI", {"PTI"}, {"press trust of india"}},
    {"ANI", {"ANI"}, {"asian news international"}},
    {"IANS", {"IANS"}, {"indo asian news service"}},
    {"UNI", {}, {"united news of india"}},
    {"UPI", {"UPI"}, {"united press international"}},
    {"Bloomberg", {"Bloomberg", "BLOOMBERG"}, {}},
    {"CNN", {"CNN"}, {"cnn newsource"}},
    {"dpa", {"dpa", "DPA"}, {"deutsche presse agentur"}},
    {"Xinhua", {"Xinhua", "XINHUA"}, {}},
    {"Kyodo", {"Kyodo", "KYODO"}, {}},
    {"Yonhap", {"Yonhap", "YONHAP"}, {}},
    {"TASS", {"TASS"}, {}},
    {"EFE", {"EFE"}, {"agencia efe"}},
    {"ANSA", {"ANSA"}, {}},
    {"The Canadian Press", {}, {"canadian press", "the canadian press"}},
    {"PA Media", {}, {"pa media", "press association"}},
    {"AAP", {}, {"australian associated press"}},
    {"The Conversation", {}, {"the conversation"}},
    {"Project Syndicate", {}, {"project syndicate"}},
    {"KFF Health News", {}, {"kff health news", "kaiser health news"}},
    {"ProPublica", {}, {"propublica"}},
    {"Stateline", {}, {"stateline"}},
});

constexpr std::size_t kDateline = 120;       // a dateline is in the first bytes of a text
constexpr std::size_t kSignature = 400;      // a signature is in the last bytes of a text
constexpr std::size_t kTextBytes = 100'000;  // bytes of a text that are read
constexpr std::size_t kRun = 3;              // words of a shingle
constexpr std::size_t kProof = 20;           // words of a text; shorter ones agree by chance

bool begins_with_word(std::string_view text, std::string_view word) {
  return !word.empty() && text.starts_with(word) &&
         (text.size() == word.size() || text[word.size()] == ' ');
}

// The length of a hyphen, dash (U+2010..U+2015) or bar at the start of the text, which ends a
// dateline or begins a signature. 0: there is none.
std::size_t leading_dash(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('|') || text.starts_with('/')) return 1;
  const bool dash = text.size() >= 3 && text.starts_with("\xE2\x80") &&
                    static_cast<unsigned char>(text[2]) >= 0x90 &&
                    static_cast<unsigned char>(text[2]) <= 0x95;
  return dash ? 3 : 0;
}

bool ends_with_dash(std::string_view text) {
  return (!text.empty() && leading_dash(text.substr(text.size() - 1)) != 0) ||
         (text.size() >= 3 && leading_dash(text.substr(text.size() - 3)) == 3);
}

// Whether the text ends like "..., Jan 28" or "..., 28 January". PTI and IANS put no dash behind
// their datelines.
bool ends_with_date(std::string_view text) {
  const std::string folded = text::fold_case(text);
  const auto words = text::words(folded);
  if (words.size() < 2) return false;
  const auto is_month = [](std::string_view word) {
    return text::month_number(word.substr(0, 3)) != 0;
  };
  const auto is_day = [](std::string_view word) {
    return word.size() <= 2 && text::is_digit(word[0]);
  };
  const std::string_view last = words[words.size() - 1], before = words[words.size() - 2];
  return (is_month(before) && is_day(last)) || (is_day(before) && is_month(last));
}

// Whether the text begins with "MARK —", or has a dateline that ends with "(MARK)" or "[MARK]".
bool has_dateline(std::string_view text, std::string_view mark) {
  const std::string_view start = text.substr(0, kDateline);
  if (begins_with_word(start, mark) &&
      leading_dash(text::trimmed(start.substr(mark.size()))) != 0) {
    return true;
  }
  for (std::size_t at = start.find(mark); at != std::string_view::npos;
       at = start.find(mark, at + 1)) {
    const std::size_t end = at + mark.size();
    if (at == 0 || end >= start.size()) continue;
    const bool bracketed =
        (start[at - 1] == '(' && start[end] == ')') || (start[at - 1] == '[' && start[end] == ']');
    if (!bracketed) continue;
    const std::string_view rest = text::trimmed(text.substr(end + 1, 8));
    if (leading_dash(rest) != 0 || rest.starts_with(':') || at == 1 ||
        ends_with_date(start.substr(0, at - 1))) {
      return true;
    }
  }
  return false;
}

// Whether the text ends with the mark, set off from the sentence before it.
bool is_signed(std::string_view text, std::string_view mark) {
  text = text::trimmed(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ')' || text.back() == ']')) {
    text.remove_suffix(1);
  }
  if (!text.ends_with(mark)) return false;
  std::string_view before = text.substr(0, text.size() - mark.size());
  if (before.ends_with('(') || before.ends_with('[')) return true;
  for (const std::string_view credit : {"inputs from ", "Inputs from ", "Source: ", "Source - "}) {
    if (before.ends_with(credit)) return true;
  }
  const bool apart = before.ends_with(' ');
  before = text::trimmed(before);
  if (ends_with_dash(before)) return true;
  // A sentence of its own: "..., he said. PTI"
  return apart && (before.ends_with('.') || before.ends_with('"') || before.ends_with("\u201d"));
}

// Reuters signs with the names of reporters and editors.
bool is_signed_by_reuters(std::string_view text) {
  const std::size_t from = text.size() - std::min(text.size(), kSignature);
  const std::string_view end = text.substr(from);
  return end.find("(Reporting by ") != std::string_view::npos &&
         end.find("diting by ") != std::string_view::npos;
}

// Whether a name is the mark, alone or with a role: "AP", "AP Business Writer", not "AP Sharma".
bool is_signed_name(std::string_view name, std::string_view mark) {
  if (name == mark) return !mark.empty();
  if (!begins_with_word(name, mark)) return false;
  constexpr auto kRoles = std::to_array<std::string_view>(
      {"writer", "writers", "staff", "news", "correspondent", "reporter", "reporters", "editor",
       "journalist", "wire", "feed", "feeds", "bureau", "opinion", "agency"});
  const std::string normal = text::normalized_title(name);
  return std::any_of(kRoles.begin(), kRoles.end(), [&](std::string_view role) {
    return std::string_view(normal).ends_with(" " + std::string(role));
  });
}

// The wire that one name of a byline stands for: "AP", "AP Business Writer", "Associated Press".
const Wire* wire_named(std::string_view name) {
  name = text::trimmed(name);
  if (name.starts_with("By ") || name.starts_with("by ")) name = text::trimmed(name.substr(3));
  const std::string normal = text::normalized_title(name);
  for (const Wire& wire : kWires) {
    for (const std::string_view mark : wire.marks) {
      if (is_signed_name(name, mark)) return &wire;
    }
    for (const std::string_view byline : wire.bylines) {
      if (begins_with_word(normal, byline)) return &wire;
    }
  }
  return nullptr;
}

// The wire in a byline: "Jane Doe, AP", "Jane Doe (Reuters)", "Jane Doe/AP", "Jane Doe and the
// Associated Press".
const Wire* wire_in_byline(std::string byline) {
  for (std::size_t at = byline.find(" and "); at != std::string::npos; at = byline.find(" and ")) {
    byline.replace(at, 5, ",");
  }
  std::string_view rest = byline;
  while (!rest.empty()) {
    if (const Wire* wire = wire_named(text::take_piece(rest, ",;|/()&"))) return wire;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> wire_of(std::string_view text, std::span<const std::string> authors) {
  text = text::trimmed(text);
  for (const Wire& wire : kWires) {
    for (const std::string_view mark : wire.marks) {
      if (mark.empty()) continue;
      if (has_dateline(text, mark) || is_signed(text, mark)) return std::string(wire.name);
    }
  }
  if (is_signed_by_reuters(text)) return "Reuters";
  for (const std::string& author : authors) {
    if (const Wire* wire = wire_in_byline(author)) return std::string(wire->name);
  }
  return std::nullopt;
}

std::optional<std::string> wire_of(const model::Item& item, const std::string& outlet) {
  std::vector<std::string> names;
  names.reserve(item.authors.size() + 1);
  for (const model::Person& author : item.authors) names.push_back(author.name);
  names.push_back(outlet);
  const std::string summary = text::plain_text(item.summary, kTextBytes);
  if (auto wire = wire_of(without_footer(summary), names)) return wire;
  const std::string content = text::plain_text(item.content, kTextBytes);
  return wire_of(without_footer(content), {});
}

Shingles shingles(std::string_view text) {
  const std::string folded = text::fold_case(text);
  const auto words = text::words(folded);
  Shingles out;
  for (std::size_t i = 0; i + kRun <= words.size(); ++i) {
    std::string run;
    for (std::size_t k = 0; k < kRun; ++k) run.append(words[i + k]).push_back(' ');
    out.push_back(text::hash64(run));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

double text_agreement(const Shingles& a, const Shingles& b) {
  const std::size_t shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
  if (shorter + kRun - 1 < kProof || shorter * 3 < longer) return 0;
  std::size_t common = 0;
  for (auto i = a.begin(), k = b.begin(); i != a.end() && k != b.end();) {
    if (*i == *k) {
      ++common;
      ++i;
      ++k;
    } else if (*i < *k) {
      ++i;
    } else {
      ++k;
    }
  }
  return static_cast<double>(common) / static_cast<double>(shorter);
}

}  // namespace newswatch::identify
