// The next place of a token in a text, looked up once however often it is asked for: what is not
// there costs one search, not one a question. Not shared between threads.
#pragma once

#include <cstddef>
#include <string_view>

namespace newswatch::parse {

class NextToken {
 public:
  // Both outlive this.
  NextToken(std::string_view in, std::string_view token) : in_(in), token_(token) {}

  // npos: none from there on. `pos` never goes back.
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
