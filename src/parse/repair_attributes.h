// The attributes of a start tag in broken XML, rewritten: quoted, escaped, each name once. Used by
// repair() only; not shared between threads.
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
  // All outlive this.
  AttributeRepair(std::string_view in, CleanText& clean, Warnings& warnings)
      : in_(in),
        clean_(clean),
        warnings_(warnings),
        double_quote_(in, "\""),
        single_quote_(in, "'") {}

  // From behind the element's name in `in` up to and past '>'; `pos` never goes back.
  TagEnd read(std::size_t& pos, std::string& out);

 private:
  void append(std::string_view name, std::string_view value, std::string& out);
  // false: the document ends inside it.
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
