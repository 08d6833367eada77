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
  int line = 0, column = 0;  // from 1; 0: not known
  bool operator==(const Position&) const = default;
};

// "FILE:LINE:COLUMN", or "FILE" where the position is not known. Safe to print.
std::string shown_place(std::string_view file, Position at);

// Collects the problems of one file, and of the files that it names.
class Problems {
 public:
  explicit Problems(std::string_view file) : file_(file) {}
  const std::string& file() const { return file_; }
  void add(Position at, std::string what, std::string fix = {});
  // Those of a file that this one names: they are told after its own.
  void append(Problems others);
  bool empty() const { return size() == 0; }
  std::size_t size() const { return found_.size() + others_.size(); }
  // In the order of lines. Of more than a hundred the first hundred, and how many more there are.
  std::vector<Problem> take();

 private:
  std::vector<Problem> take_all();

  std::string file_;
  std::vector<Problem> found_, others_;
};

}  // namespace newswatch::config
