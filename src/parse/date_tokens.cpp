#include "parse/date_tokens.h"

#include <charconv>

#include "text/ascii.h"

namespace newswatch::parse {
namespace {

using Kind = DateToken::Kind;

constexpr std::size_t kMaxDigits = 14;  // 20250127081530

struct Replacement {
  std::string_view sign;
  char with;
};

constexpr Replacement kReplacements[] = {
    {"년", '-'},     {"월", '-'},     {"일", ' '},     {"年", '-'},     {"月", '-'},
    {"日", ' '},     {"\u00A0", ' '}, {"\u2009", ' '}, {"\u202F", ' '}, {"\u3000", ' '},
    {"\u200E", ' '}, {"\u200F", ' '}, {"\uFEFF", ' '}, {"\u2010", '-'}, {"\u2011", '-'},
    {"\u2012", '-'}, {"\u2013", '-'}, {"\u2212", '-'}};

const Replacement* replacement_at(std::string_view text) {
  for (const Replacement& replacement : kReplacements) {
    if (text.starts_with(replacement.sign)) return &replacement;
  }
  return nullptr;
}

Kind kind_of(char c) {
  if (text::is_digit(c)) return Kind::kNumber;
  return c < 0 || (c >= 'a' && c <= 'z') ? Kind::kWord : Kind::kSign;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

DateTokens::DateTokens(std::string_view text) {
  prepare(text.substr(0, kMaxText));
  split();
}

void DateTokens::prepare(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 0) {
      buffer_[length_++] = text::ascii_lower(c);
      continue;
    }
    const std::string_view rest = text.substr(i);
    for (const std::string_view word : {"년", "월", "일", "오전", "오후"}) {
      korean_ = korean_ || rest.starts_with(word);
    }
    const Replacement* replacement = replacement_at(rest);
    buffer_[length_++] = replacement != nullptr ? replacement->with : c;
    if (replacement != nullptr) i += replacement->sign.size() - 1;
  }
}

void DateTokens::split() {
  const std::string_view text(buffer_.data(), length_);
  bool spaced = false;
  int parentheses = 0;
  for (std::size_t i = 0; i < text.size() && size_ < tokens_.size();) {
    const char c = text[i];
    if (c == '(') ++parentheses;
    if (c == ')' && parentheses > 0) --parentheses;
    if (c == '(' && parentheses == 1 && comment_.empty()) {
      comment_ = text::trimmed(text.substr(i + 1, text.find(')', i) - i - 1));
    }
    if (is_space(c) || c == '(' || c == ')' || parentheses > 0) {
      spaced = true;
      ++i;
      continue;
    }
    DateToken& token = tokens_[size_++];
    token.kind = kind_of(c);
    token.spaced = spaced;
    spaced = false;
    std::size_t end = i + 1;
    while (token.kind != Kind::kSign && end < text.size() && kind_of(text[end]) == token.kind) {
      ++end;
    }
    token.text = text.substr(i, end - i);
    if (token.is_number() && end - i <= kMaxDigits)
      std::from_chars(text.data() + i, text.data() + end, token.number);
    i = end;
  }
}

}  // namespace newswatch::parse
