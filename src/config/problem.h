// Problem: one thing that is wrong with a config file, where it stands and what to write instead.
// Plain values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::config {

struct Problem {
  std::string file;          // as the caller named it, or "built-in"
  int line = 0, column = 0;  // from 1; 0: the file as a whole
  std::string what;          // a sentence without its full stop, safe to print, never a secret
  std::string fix;           // what to write; empty: the sentence says it
};

// "FILE:LINE:COLUMN: WHAT; write FIX". One line, safe to print.
std::string to_string(const Problem& problem);

// One to_string() a line, each ended by a newline.
std::string to_string(const std::vector<Problem>& problems);

struct Position {
  int line = 0, column = 0;  // from 1
};

// Collects the problems of one file.
class Problems {
 public:
  explicit Problems(std::string_view file) : file_(file) {}
  void add(Position at, std::string what, std::string fix = {});
  bool empty() const { return found_.empty(); }
  std::size_t size() const { return found_.size(); }
  // In the order of lines. Of more than a hundred the first hundred, and how many more there are.
  std::vector<Problem> take();

 private:
  std::string file_;
  std::vector<Problem> found_;
};

}  // namespace newswatch::config
