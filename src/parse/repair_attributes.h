// Rewrites the attributes of a start tag in broken XML: quoted, escaped, each name once. Part of
// repair(). Not shared between threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parse/next_token.h"

namespace newswatch::parse {

class CleanText;
class Warnings;

enum class TagEnd {
  kOpen,   // ">"
  kEmpty,  // "/>"
  kCut,    // the document ends inside the tag
};

class AttributeRepair {
 public:
  // All must outlive this object.
  AttributeRepair(std::string_view in, CleanText& clean, Warnings& warnings)
      : in_(in),
        clean_(clean),
        warnings_(warnings),
        double_quote_(in, "\""),
        single_quote_(in, "'") {}

  // Appends the attributes to `out`. `pos` is behind the element's name in `in`, and is moved past
  // the '>' of the tag. It must not decrease from call to call.
  TagEnd read(std::size_t& pos, std::string& out);

  // How many the last call appended.
  std::size_t count() const { return names_.size(); }

 private:
  void append(std::string_view name, std::string_view value, std::string& out);
  // False: the document ends inside the value.
  bool read_value(std::string_view& value);
  bool read_quoted(std::string_view& value);

  std::string_view in_;
  CleanText& clean_;
  Warnings& warnings_;
  NextToken double_quote_, single_quote_;
  std::size_t pos_ = 0;
  std::vector<std::string_view> names_;  // of this tag
};

}  // namespace newswatch::parse
