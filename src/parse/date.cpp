// The text becomes tokens: numbers, words, signs. The time of day is the run with colons; what
// follows it is its zone, or the year of asctime; the other numbers and the month are the date.
#include "parse/date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <vector>

#include "parse/date_words.h"
#include "parse/usual_date.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kMaxText = 100;
constexpr std::size_t kMaxTokens = 24;

enum class Kind { kNumber, kWord, kSign };

struct Token {
  Kind kind = Kind::kSign;
  std::string_view text;
  long number = 0;
  bool spaced = false;  // white space before it

  std::size_t digits() const { return text.size(); }
  bool is(char sign) const { return kind == Kind::kSign && text[0] == sign; }
};

struct Fields {
  long year = -1, month = 0, day = 0, day_of_year = 0;
  long hour = 0, minute = 0, second = 0;
  long zone_minutes = 0;
  bool has_time = false;
  int half = 0;  // of the day
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Kind kind_of(char c) {
  if (is_digit(c)) return Kind::kNumber;
  return c < 0 || (c >= 'a' && c <= 'z') ? Kind::kWord : Kind::kSign;
}

// Lower case; Korean year, month and day signs become the separators they stand for.
std::string prepared(std::string_view text, bool& korean) {
  std::string lower;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool year_or_month = rest.starts_with("년") || rest.starts_with("월");
    if (year_or_month || rest.starts_with("일")) {
      korean = true;
      lower += year_or_month ? '-' : ' ';
      i += 2;
    } else if (rest.starts_with("年") || rest.starts_with("月") || rest.starts_with("日")) {
      lower += rest.starts_with("日") ? ' ' : '-';
      i += 2;
    } else {
      lower += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20) : text[i];
    }
  }
  if (lower.find("오전") != std::string::npos || lower.find("오후") != std::string::npos) {
    korean = true;
  }
  return lower;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  bool spaced = false;
  int parentheses = 0;
  for (std::size_t i = 0; i < text.size() && tokens.size() < kMaxTokens;) {
    const char c = text[i];
    if (c == '(') ++parentheses;
    if (c == ')' && parentheses > 0) --parentheses;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '(' || c == ')' ||
        parentheses > 0) {
      spaced = true;
      ++i;
      continue;
    }
    Token token;
    token.kind = kind_of(c);
    token.spaced = spaced;
    spaced = false;
    std::size_t end = i + 1;
    while (token.kind != Kind::kSign && end < text.size() && kind_of(text[end]) == token.kind)
      ++end;
    token.text = text.substr(i, end - i);
    if (token.kind == Kind::kNumber) {
      std::from_chars(text.data() + i, text.data() + end, token.number);
    }
    i = end;
    tokens.push_back(token);
  }
  return tokens;
}

class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<Fields> read() {
    std::size_t time = 0;
    while (time < tokens_.size() && !starts_time(time)) ++time;
    if (!read_date(0, time)) return std::nullopt;
    if (time < tokens_.size() && !read_time(time)) return std::nullopt;
    if (fields_.half == 2 && fields_.hour < 12) fields_.hour += 12;
    if (fields_.half == 1 && fields_.hour == 12) fields_.hour = 0;
    return fields_;
  }

 private:
  const Token* at(std::size_t i) const { return i < tokens_.size() ? &tokens_[i] : nullptr; }
  bool sign_at(std::size_t i, char sign) const { return at(i) != nullptr && at(i)->is(sign); }
  bool number_at(std::size_t i) const { return at(i) != nullptr && at(i)->kind == Kind::kNumber; }

  // "10:14", or ISO's "t1014" and "t10".
  bool starts_time(std::size_t i) const {
    if (!number_at(i)) return false;
    if (sign_at(i + 1, ':') && number_at(i + 2) && tokens_[i].digits() <= 2) return true;
    return i > 1 && tokens_[i - 1].text == "t" && number_at(i - 2);
  }

  bool read_time(std::size_t i) {
    fields_.has_time = true;
    const Token& first = tokens_[i++];
    if (!sign_at(i, ':') && first.digits() >= 4) {  // without separators
      if (first.digits() != 4 && first.digits() != 6) return false;
      const bool seconds = first.digits() == 6;
      fields_.hour = first.number / (seconds ? 10000 : 100);
      fields_.minute = seconds ? first.number / 100 % 100 : first.number % 100;
      fields_.second = seconds ? first.number % 100 : 0;
    } else {
      fields_.hour = first.number;
      if (sign_at(i, ':') && number_at(i + 1)) {
        fields_.minute = tokens_[i + 1].number;
        i += 2;
      }
      if (sign_at(i, ':') && number_at(i + 1)) {
        fields_.second = tokens_[i + 1].number;
        i += 2;
      }
      if (sign_at(i, ':')) return false;
    }
    if ((sign_at(i, '.') || sign_at(i, ',')) && number_at(i + 1) && !tokens_[i + 1].spaced) i += 2;
    return read_after_time(i);
  }

  // Zone, half of the day, asctime's year.
  bool read_after_time(std::size_t i) {
    for (; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (token.kind == Kind::kWord) {
        if (const int half = half_of_day(token.text); half != 0) fields_.half = half;
        if (const auto zone = zone_minutes(token.text)) fields_.zone_minutes = *zone;
        if (const int month = month_number(token.text); month != 0 && fields_.month == 0) {
          return read_date(i, tokens_.size());
        }
      } else if ((token.is('+') || token.is('-')) && number_at(i + 1)) {
        if (!read_offset(i)) return false;
      } else if (token.kind == Kind::kNumber && fields_.year < 0) {
        if (token.digits() == 4) {
          fields_.year = token.number;
        } else if (token.digits() <= 2) {
          return read_date(i, tokens_.size());  // the time came first
        }
      }
    }
    return true;
  }

  // "+0530", "+05:30", "+5"; i ends on its last token.
  bool read_offset(std::size_t& i) {
    const long sign = tokens_[i].is('-') ? -1 : 1;
    const Token& number = tokens_[++i];
    long minutes = number.number * 60;
    if (number.digits() >= 3) {
      minutes = number.number / 100 * 60 + number.number % 100;
    } else if (sign_at(i + 1, ':') && number_at(i + 2)) {
      minutes += tokens_[i + 2].number;
      i += 2;
    }
    if (minutes > 24 * 60) return false;
    fields_.zone_minutes = sign * minutes;
    return true;
  }

  bool read_date(std::size_t from, std::size_t to) {
    std::vector<Token> numbers;
    bool slash = false, dot = false;
    for (std::size_t i = from; i < to; ++i) {
      const Token& token = tokens_[i];
      if (token.kind == Kind::kNumber) {
        numbers.push_back(token);
      } else if (token.kind == Kind::kWord) {
        if (!read_word(i, from)) return false;
      } else {
        slash = slash || token.is('/');
        dot = dot || token.is('.');
      }
    }
    if (numbers.empty()) return fields_.has_time || to < tokens_.size();  // the date may follow
    if (fields_.month != 0) return read_with_month(numbers);
    if (numbers.size() == 1) return read_packed(numbers[0], tokens_[from].is('-'));
    if (numbers.size() == 2) return read_pair(numbers[0], numbers[1]);
    return numbers.size() == 3 && read_triple(numbers, slash, dot);
  }

  bool read_word(std::size_t i, std::size_t from) {
    const std::string_view word = tokens_[i].text;
    if (word == "t" || is_weekday(word)) return true;
    if (const int month = month_number(word); month != 0) {
      fields_.month = month;
      return true;
    }
    if (const int half = half_of_day(word); half != 0) {
      fields_.half = half;
      return true;
    }
    if (const auto zone = zone_minutes(word)) {
      fields_.zone_minutes = *zone;
      return true;
    }
    if (word == "st" || word == "nd" || word == "rd" || word == "th" || word == "de" ||
        word == "of" || word == "at") {
      return true;
    }
    // The weekday of another language.
    return i == from && (sign_at(i + 1, ',') || (sign_at(i + 1, '.') && sign_at(i + 2, ',')));
  }

  bool read_with_month(const std::vector<Token>& numbers) {
    if (numbers.size() == 1) {
      if (numbers[0].digits() == 4) {
        fields_.year = numbers[0].number;
        fields_.day = 1;
      } else {
        fields_.day = numbers[0].number;  // the year may follow the time
      }
      return true;
    }
    const bool year_first = numbers[0].digits() >= 3 || numbers[0].number > 31;
    fields_.day = numbers[year_first ? 1 : 0].number;
    set_year(numbers[year_first ? 0 : 1]);
    return numbers.size() == 2;
  }

  bool read_packed(const Token& number, bool century_left_out) {
    const long n = number.number;
    switch (number.digits()) {
      case 14:  // 20031231101455
        fields_.hour = n / 10000 % 100;
        fields_.minute = n / 100 % 100;
        fields_.second = n % 100;
        return set_date(n / 10000000000, n / 100000000 % 100, n / 1000000 % 100);
      case 8:
        return set_date(n / 10000, n / 100 % 100, n % 100);
      case 7:
        return set_ordinal(n / 1000, n % 1000);
      case 6:
        return set_date(century(n / 10000), n / 100 % 100, n % 100);
      case 5:
        return set_ordinal(century(n / 1000), n % 1000);
      case 4:
        return century_left_out ? set_date(century(n / 100), n % 100, 1) : set_date(n, 1, 1);
      default:
        return false;
    }
  }

  bool read_pair(const Token& first, const Token& second) {
    if (second.digits() == 3 && first.digits() != 3) {
      return set_ordinal(first.digits() == 4 ? first.number : century(first.number), second.number);
    }
    if (second.digits() == 4 && first.digits() <= 2)
      return set_date(second.number, first.number, 1);
    return set_date(first.digits() == 4 ? first.number : century(first.number), second.number, 1);
  }

  bool read_triple(const std::vector<Token>& n, bool slash, bool dot) {
    if (n[0].digits() >= 4 || (n[2].digits() <= 2 && !slash && !dot)) {
      set_year(n[0]);
      fields_.month = n[1].number;
      fields_.day = n[2].number;
      return true;
    }
    const bool month_first = slash && n[0].number <= 12;
    set_year(n[2]);
    fields_.month = n[month_first ? 0 : 1].number;
    fields_.day = n[month_first ? 1 : 0].number;
    return true;
  }

  static long century(long two_digits) { return two_digits + (two_digits < 50 ? 2000 : 1900); }

  void set_year(const Token& token) {
    fields_.year = token.digits() <= 2 ? century(token.number)
                                       : token.number + (token.digits() == 3 ? 1900 : 0);
  }
  bool set_date(long year, long month, long day) {
    fields_.year = year;
    fields_.month = month;
    fields_.day = day;
    return true;
  }
  bool set_ordinal(long year, long day) {
    fields_.year = year;
    fields_.day_of_year = day;
    return true;
  }

  std::vector<Token> tokens_;
  Fields fields_;
};

std::optional<model::Time> instant(const Fields& fields) {
  using namespace std::chrono;
  if (fields.year < 1 || fields.year > 9999) return std::nullopt;
  const year y{static_cast<int>(fields.year)};
  sys_days day;
  if (fields.day_of_year > 0) {
    if (fields.day_of_year > (y.is_leap() ? 366 : 365)) return std::nullopt;
    day = sys_days{y / January / 1} + days{fields.day_of_year - 1};
  } else {
    if (fields.month > 12 || fields.day > 31) return std::nullopt;
    const year_month_day date{y, month{static_cast<unsigned>(fields.month)},
                              std::chrono::day{static_cast<unsigned>(fields.day)}};
    if (!date.ok()) return std::nullopt;
    day = date;
  }
  const bool midnight = fields.hour == 24 && fields.minute == 0 && fields.second == 0;
  if ((fields.hour > 23 && !midnight) || fields.minute > 59 || fields.second > 60) {
    return std::nullopt;
  }
  return model::Time{day} + hours{fields.hour} + minutes{fields.minute - fields.zone_minutes} +
         seconds{fields.second};
}

// "1706342400", seconds or milliseconds since 1970.
std::optional<model::Time> unix_time(std::string_view text) {
  if (text.size() != 10 && text.size() != 13) return std::nullopt;
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return model::Time{model::Duration{text.size() == 10 ? number * 1000 : number}};
}

}  // namespace

std::optional<model::Time> parse_date(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (text.size() > kMaxText) return std::nullopt;
  if (const auto time = usual_date(text)) return time;
  if (const auto time = unix_time(text)) return time;
  bool korean = false;
  const std::string lower = prepared(text, korean);
  const auto fields = Reader(tokens_of(lower)).read();
  if (!fields) return std::nullopt;
  Fields found = *fields;
  if (korean && found.zone_minutes == 0) found.zone_minutes = 9 * 60;
  return instant(found);
}

}  // namespace newswatch::parse
