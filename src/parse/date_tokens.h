// Splits the text of a date into tokens: numbers, words, signs. Part of parse_date(); any thread.
//
// Letters are put into lower case and what is in parentheses is left out. The characters of East
// Asia for year, month and day become separators; other kinds of spaces and hyphens become ' ' and
// '-'. Nothing is allocated: the tokens point into this object, so it cannot be moved.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace newswatch::parse {

struct DateToken {
  enum class Kind { kNumber, kWord, kSign };

  Kind kind = Kind::kSign;
  std::string_view text;
  long number = 0;      // 0 also where it has too many digits
  bool spaced = false;  // white space comes before it

  std::size_t digits() const { return text.size(); }
  bool is_number() const { return kind == Kind::kNumber; }
  bool is_word() const { return kind == Kind::kWord; }
  bool is(char sign) const { return kind == Kind::kSign && text[0] == sign; }
};

class DateTokens {
 public:
  static constexpr std::size_t kMaxText = 100;

  // Reads the first kMaxText bytes and 24 tokens of `text`.
  explicit DateTokens(std::string_view text);
  DateTokens(const DateTokens&) = delete;
  DateTokens& operator=(const DateTokens&) = delete;

  std::size_t size() const { return size_; }
  const DateToken& operator[](std::size_t i) const { return tokens_[i]; }

  bool sign_at(std::size_t i, char sign) const { return i < size_ && tokens_[i].is(sign); }
  bool number_at(std::size_t i) const { return i < size_ && tokens_[i].is_number(); }
  bool word_at(std::size_t i, std::string_view word) const {
    return i < size_ && tokens_[i].is_word() && tokens_[i].text == word;
  }
  bool is_korean() const { return korean_; }
  // What stands in the first parentheses, in lower case. Empty: there are none.
  std::string_view comment() const { return comment_; }

 private:
  void prepare(std::string_view text);
  void split();

  std::array<char, kMaxText> buffer_;
  std::size_t length_ = 0;
  std::array<DateToken, 24> tokens_;
  std::size_t size_ = 0;
  bool korean_ = false;
  std::string_view comment_;
};

}  // namespace newswatch::parse
