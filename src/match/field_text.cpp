#include "match/field_text.h"

#include "text/normalize.h"
#include "text/plain_text.h"

namespace newswatch::match {
namespace {

// At most kMatchedBytes, without a part of a character at the end.
std::string_view matched_part(std::string_view text) {
  if (text.size() <= kMatchedBytes) return text;
  std::size_t size = kMatchedBytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

std::string_view FieldText::plain() const {
  if (format_ == TextFormat::kPlain) return matched_part(given_);
  if (!plain_) plain_ = text::plain_text(given_, kMatchedBytes);
  return *plain_;
}

std::string_view FieldText::visible() const {
  if (text::is_ascii(plain())) return plain();
  if (!visible_) visible_ = text::without_invisible(plain());
  return *visible_;
}

std::string_view FieldText::folded() const {
  if (!folded_) {
    folded_ = text::fold_case(plain());
    words_ = text::words(*folded_);
  }
  return *folded_;
}

const std::vector<std::string_view>& FieldText::words() const {
  folded();
  return words_;
}

}  // namespace newswatch::match
