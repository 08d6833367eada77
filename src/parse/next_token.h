// Finds the next place of a token in a text, and remembers it: as long as the answer stays the
// same, asking again costs no search. Not shared between threads.
#pragma once

#include <cstddef>
#include <string_view>

namespace newswatch::parse {

class NextToken {
 public:
  // The texts must outlive this object.
  NextToken(std::string_view in, std::string_view token) : in_(in), token_(token) {}

  // The first place of the token at `pos` or later; npos: none. `pos` must not decrease.
  std::size_t from(std::size_t pos) {
    if (!known_ || (next_ != std::string_view::npos && next_ < pos)) {
      next_ = in_.find(token_, pos);
      known_ = true;
    }
    return next_;
  }
  std::size_t size() const { return token_.size(); }

 private:
  std::string_view in_, token_;
  std::size_t next_ = 0;
  bool known_ = false;
};

}  // namespace newswatch::parse
