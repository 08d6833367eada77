// FieldText: one text of a story, in the forms that terms are looked for in. Each form is made
// once, when the first term asks for it. Not shared between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::match {

enum class TextFormat { kPlain, kHtml };

// So much of a text is matched. A longer one is no article, and memory must not depend on it.
inline constexpr std::size_t kMatchedBytes = 1u << 20;

class FieldText {
 public:
  // `given` must outlive the FieldText.
  explicit FieldText(std::string_view given, TextFormat format = TextFormat::kPlain)
      : given_(given), format_(format) {}
  FieldText(const FieldText&) = delete;
  FieldText& operator=(const FieldText&) = delete;

  // As a reader sees it: plain text without characters that nobody sees.
  std::string_view visible() const;
  // Case folded (text/normalize.h).
  std::string_view folded() const;
  // The words of folded().
  const std::vector<std::string_view>& words() const;

 private:
  std::string_view plain() const;

  std::string_view given_;
  TextFormat format_;
  mutable std::optional<std::string> plain_, visible_, folded_;
  mutable std::vector<std::string_view> words_;  // into folded_
};

}  // namespace newswatch::match
