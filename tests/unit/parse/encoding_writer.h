// Character encodings as a newspaper's server writes them. For property tests.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace newswatch::parse {

class WritingEncoding {
 public:
  struct Form {
    const char* label;      // as documents name it
    const char* converter;  // as ICU names it
    const char* read_as;    // as the parser reports it
    bool mark;              // a byte order mark stands first
    const char* witness;    // a text whose bytes are no UTF-8; empty: not needed
  };

  explicit WritingEncoding(const Form& form) : form_(form) {}

  // Each of the forms that feeds come in.
  static const std::vector<Form>& all();

  const Form& form() const { return form_; }
  bool is_unicode() const { return *form_.witness == '\0'; }

  // Whether the encoding has the character, and its readers agree that it does.
  bool has(char32_t code);
  bool has_all(std::string_view utf8);

  // All of the text's characters must be had. With the mark.
  std::string encode(std::string_view utf8) const;

 private:
  Form form_;
  std::unordered_map<char32_t, bool> known_;
};

}  // namespace newswatch::parse
