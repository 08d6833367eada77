// How a date is read: it is split into tokens. The time of day is the run of numbers with colons.
// Behind it comes the zone, or the year of asctime's format. All other numbers and the name of the
// month are the date.
#include "parse/date_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "parse/date_words.h"
#include "text/calendar.h"

namespace newswatch::parse {
namespace {

// The first four numbers of a date. One with four is no date.
struct Numbers {
  std::array<DateToken, 4> all;
  std::size_t size = 0;

  void add(const DateToken& token) {
    if (size < all.size()) all[size++] = token;
  }
  const DateToken& operator[](std::size_t i) const { return all[i]; }
};

class Reader {
 public:
  explicit Reader(const DateTokens& tokens) : tokens_(tokens) {}

  // Reads tokens that may be a zone. False: one word that is none.
  bool read_zone_alone() {
    fields_.year = fields_.month = 1;  // no date is looked for
    return read_after_time(0) || tokens_.size() > 1;
  }
  const DateZone& zone() const { return fields_.zone; }

  std::optional<DateFields> read() {
    std::size_t time = 0;
    while (time < tokens_.size() && !starts_time(time)) ++time;
    std::size_t date_end = time;
    if (is_offset_of_day(time)) {  // "2025-01-27+05:30"
      date_end = --time;
      if (!read_offset(time)) return std::nullopt;
      time = tokens_.size();
    }
    if (!read_date(0, date_end)) return std::nullopt;
    if (time < tokens_.size() && !read_time(time)) return std::nullopt;
    if (ambiguous_ && fields_.half == 0) return std::nullopt;
    if (fields_.half == 2 && fields_.hour < 12) fields_.hour += 12;
    if (fields_.half == 1 && fields_.hour == 12) fields_.hour = 0;
    return fields_;
  }

 private:
  // Whether a time of day begins at index i: "10:14", "8 pm", ISO 8601's "t1014" or "t10".
  bool starts_time(std::size_t i) const {
    if (!tokens_.number_at(i)) return false;
    if (tokens_.sign_at(i + 1, ':') && tokens_.number_at(i + 2) && tokens_[i].digits() <= 2) {
      return true;
    }
    if (i + 1 < tokens_.size() && tokens_[i].digits() <= 2 && half_at(i + 1) != 0 &&
        !tokens_.number_at(i + 2)) {
      return true;
    }
    return i > 1 && tokens_.word_at(i - 1, "t") && tokens_.number_at(i - 2);
  }

  bool is_offset_of_day(std::size_t i) const {
    if (i == 0 || i >= tokens_.size() || tokens_[i].spaced || !tokens_.sign_at(i + 1, ':') ||
        tokens_.sign_at(i + 3, ':')) {
      return false;
    }
    return tokens_[i - 1].is('+') || (tokens_[i - 1].is('-') && i >= 6 && tokens_.number_at(i - 2));
  }

  // The half of the day that "am" or "a.m." at index i names. 0: there is neither.
  int half_at(std::size_t i) const {
    if (!tokens_[i].is_word()) return 0;
    if (tokens_.sign_at(i + 1, '.') && tokens_.word_at(i + 2, "m")) {
      return tokens_[i].text == "a" ? 1 : tokens_[i].text == "p" ? 2 : 0;
    }
    return half_of_day(tokens_[i].text);
  }

  bool read_time(std::size_t i) {
    fields_.has_time = true;
    const DateToken& first = tokens_[i++];
    if (!tokens_.sign_at(i, ':') && first.digits() >= 4) {  // without separators
      if (first.digits() != 4 && first.digits() != 6) return false;
      const bool seconds = first.digits() == 6;
      fields_.hour = first.number / (seconds ? 10000 : 100);
      fields_.minute = seconds ? first.number / 100 % 100 : first.number % 100;
      fields_.second = seconds ? first.number % 100 : 0;
    } else {
      fields_.hour = first.number;
      if (tokens_.sign_at(i, ':') && tokens_.number_at(i + 1)) {
        fields_.minute = tokens_[i + 1].number;
        i += 2;
      }
      if (tokens_.sign_at(i, ':') && tokens_.number_at(i + 1)) {
        fields_.second = tokens_[i + 1].number;
        i += 2;
      }
      if (tokens_.sign_at(i, ':')) return false;
    }
    if ((tokens_.sign_at(i, '.') || tokens_.sign_at(i, ',')) && tokens_.number_at(i + 1) &&
        !tokens_[i + 1].spaced) {
      i += 2;
    }
    return read_after_time(i);
  }

  // Reads what follows the time: the zone, the half of the day, the year of asctime's format, or
  // the date where the time came first. False: a zone that nobody knows, or that is none.
  bool read_after_time(std::size_t i) {
    for (; i < tokens_.size(); ++i) {
      const DateToken& token = tokens_[i];
      if (token.is_word()) {
        if (is_date_missing() && month_number(token.text) != 0) {
          return read_date(i, tokens_.size());
        }
        if (!read_word_after_time(i)) return false;
      } else if (token.is('+') || token.is('-')) {
        if (has_offset_) continue;  // of another clock ("m=+1.5"), or no more than a dash
        if (is_offset_at(i + 1)) {
          if (!read_offset(i)) return false;
        } else if (!fields_.has_zone && i + 1 < tokens_.size() && !tokens_[i + 1].spaced) {
          return false;
        }
      } else if (token.is_number() && fields_.year < 0) {
        const bool alone = !tokens_.sign_at(i + 1, '-') && !tokens_.sign_at(i + 1, '/');
        if (token.digits() != 4 || !alone) {
          return token.digits() <= 4 && read_date(i, tokens_.size());
        }
        fields_.year = token.number;
      }
    }
    return true;
  }

  bool is_date_missing() const { return fields_.month == 0 && fields_.day_of_year == 0; }

  // Whether the number at i is an offset, and not the day behind a dash ("10:30 - 14 May").
  bool is_offset_at(std::size_t i) const {
    if (!tokens_.number_at(i)) return false;
    return !tokens_[i].spaced || tokens_[i].digits() > 2 || tokens_.sign_at(i + 1, ':');
  }

  // Moves i to the last token of what it reads. False: a zone that nobody knows.
  bool read_word_after_time(std::size_t& i) {
    const std::string_view word = tokens_[i].text;
    if (const int half = half_at(i); half != 0) {
      fields_.half = half;
      if (tokens_.sign_at(i + 1, '.')) i += 2;  // "a.m."
      return true;
    }
    if (fields_.has_zone || is_filler(word) || text::is_weekday(word)) return true;
    if (read_zone_in_words(i) || read_zone(word)) return true;
    // A single letter is military, and means nothing (RFC 5322 section 4.3). In what comes before
    // the date there may be any word.
    return word.size() == 1 || is_date_missing() || fields_.year < 0;
  }

  // Words of a time that say nothing more: "14:30 Uhr".
  static bool is_filler(std::string_view word) {
    constexpr std::string_view kFillers[] = {"uhr", "hrs", "hours", "hr", "h",
                                             "at",  "on",  "of",    "de"};
    return std::find(std::begin(kFillers), std::end(kFillers), word) != std::end(kFillers);
  }

  // Reads "Eastern Daylight Time", and moves i to its last word.
  bool read_zone_in_words(std::size_t& i) {
    constexpr std::size_t kMostWords = 6;
    std::string words;
    for (std::size_t k = i, count = 0; k < tokens_.size() && count < kMostWords; ++k) {
      if (tokens_[k].is('.') || tokens_[k].is('-')) continue;  // "W. Europe"
      if (!tokens_[k].is_word()) return false;
      words.append(words.empty() ? "" : " ").append(tokens_[k].text);
      ++count;
      if (tokens_[k].text != "time") continue;
      const auto zone = zone_of_words(words);
      if (zone) set_zone(*zone), i = k;
      return zone.has_value();
    }
    return false;
  }

  void set_zone(const DateZone& zone) {
    fields_.zone = zone;
    fields_.has_zone = true;
  }

  // The first zone counts ("EST5EDT").
  bool read_zone(std::string_view word) {
    const auto zone = zone_of_word(word);
    if (zone && !fields_.has_zone) set_zone(*zone);
    return zone.has_value();
  }

  // Reads "+0530", "+05:30", "+05.30" or "+5" and moves i to its last token.
  bool read_offset(std::size_t& i) {
    constexpr long kFarthest = 14 * 60;  // Kiribati
    const long sign = tokens_[i].is('-') ? -1 : 1;
    const DateToken& number = tokens_[++i];
    long minutes = number.number * 60;
    if (number.digits() >= 3) {
      minutes = number.number / 100 * 60 + number.number % 100;
    } else if ((tokens_.sign_at(i + 1, ':') || tokens_.sign_at(i + 1, '.')) &&
               tokens_.number_at(i + 2)) {
      minutes += tokens_[i + 2].number;
      i += 2;
    }
    if (number.digits() > 4 || minutes > kFarthest) return false;
    set_zone({sign * minutes, {}});
    has_offset_ = true;
    return true;
  }

  bool read_date(std::size_t from, std::size_t to) {
    Numbers numbers;
    bool slash = false, dot = false;
    for (std::size_t i = from; i < to; ++i) {
      const DateToken& token = tokens_[i];
      if (token.is_number()) {
        numbers.add(token);
      } else if (token.is_word()) {
        if (token.text == "w" && i > from && tokens_.number_at(i + 1)) return read_week(i + 1);
        if (!read_word(i, from)) return false;
      } else {
        slash = slash || token.is('/');
        dot = dot || token.is('.');
      }
    }
    if (numbers.size == 0) return fields_.has_time || to < tokens_.size();  // the date may follow
    if (fields_.month != 0) return read_with_month(numbers);
    if (numbers.size == 1) return read_packed(numbers[0], tokens_[from].is('-'));
    if (numbers.size == 2) return read_pair(numbers[0], numbers[1]);
    return numbers.size == 3 && read_triple(numbers, slash, dot);
  }

  // Reads a week of ISO 8601: "2025-w05-1", "2025w051", "2025-w05".
  bool read_week(std::size_t i) {
    if (!tokens_.number_at(0) || tokens_[0].digits() != 4) return false;
    const bool packed = tokens_[i].digits() == 3;
    if (!packed && tokens_[i].digits() != 2) return false;
    fields_.year = tokens_[0].number;
    fields_.week = packed ? tokens_[i].number / 10 : tokens_[i].number;
    fields_.day = packed ? tokens_[i].number % 10 : 1;
    if (!packed && tokens_.sign_at(i + 1, '-') && tokens_.number_at(i + 2)) {
      fields_.day = tokens_[i + 2].number;
    }
    return true;
  }

  bool read_word(std::size_t& i, std::size_t from) {
    const std::string_view word = tokens_[i].text;
    if (word == "t" || text::is_weekday(word)) return true;
    if (const int month = month_number(word); month != 0) {
      fields_.month = month;
      return true;
    }
    if (const int half = half_at(i); half != 0) {
      fields_.half = half;
      return true;
    }
    if (word == "st" || word == "nd" || word == "rd" || word == "th" || word == "de" ||
        word == "of" || word == "at") {
      return true;
    }
    if (read_zone_in_words(i) || read_zone(word) || fields_.has_zone) return true;
    // The word may be a weekday in another language.
    return i <= from + 1 && (tokens_.sign_at(i + 1, ',') ||
                             (tokens_.sign_at(i + 1, '.') && tokens_.sign_at(i + 2, ',')));
  }

  bool read_with_month(const Numbers& numbers) {
    if (numbers.size == 1) {
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
    return numbers.size == 2;
  }

  bool read_packed(const DateToken& number, bool century_left_out) {
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

  bool read_pair(const DateToken& first, const DateToken& second) {
    if (second.digits() == 3 && first.digits() != 3) {
      return set_ordinal(first.digits() == 4 ? first.number : century(first.number), second.number);
    }
    if (second.digits() == 4 && first.digits() <= 2)
      return set_date(second.number, first.number, 1);
    return set_date(first.digits() == 4 ? first.number : century(first.number), second.number, 1);
  }

  // 2025-01-27, 25-01-27, 27.01.2025, 01/27/2025, 27/01/2025.
  bool read_triple(const Numbers& n, bool slash, bool dot) {
    if (n[0].digits() >= 4 || (n[2].digits() <= 2 && !slash && !dot)) {
      set_year(n[0]);
      fields_.month = n[1].number;
      fields_.day = n[2].number;
      return true;
    }
    // 04/05/2025 is in May or in April. Where "am" or "pm" follows, the month comes first. If the
    // year has two digits and the first number is no month, it may be the day or the year.
    const bool month_first = !dot && n[0].number <= 12;
    ambiguous_ = month_first && n[1].number <= 12 && n[0].number != n[1].number;
    if (!dot && !month_first && n[2].digits() <= 2) return false;
    set_year(n[2]);
    fields_.month = n[month_first ? 0 : 1].number;
    fields_.day = n[month_first ? 1 : 0].number;
    return true;
  }

  static long century(long two_digits) { return two_digits + (two_digits < 50 ? 2000 : 1900); }

  void set_year(const DateToken& token) {
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

  const DateTokens& tokens_;
  DateFields fields_;
  bool has_offset_ = false;  // a zone in digits: no other counts behind it
  bool ambiguous_ = false;   // which of two numbers is the month
};

}  // namespace

std::optional<DateFields> read_date(const DateTokens& tokens) { return Reader(tokens).read(); }

std::optional<DateZone> read_zone(const DateTokens& tokens) {
  Reader reader(tokens);
  if (!reader.read_zone_alone()) return std::nullopt;
  return reader.zone();
}

}  // namespace newswatch::parse
