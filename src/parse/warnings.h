// Collects the sentences about the faults of a document. Each is kept once, and at most 50 are, so
// that a hostile document cannot make a long report. Not shared between threads.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace newswatch::parse {

class Warnings {
 public:
  void add(std::string sentence) {
    if (sentences_.size() >= kMax) return;
    if (std::find(sentences_.begin(), sentences_.end(), sentence) != sentences_.end()) return;
    sentences_.push_back(std::move(sentence));
  }
  // The document ends before its root does. So it must not count as complete.
  void add_truncation() {
    truncated_ = true;
    add("the document ends early");
  }
  bool truncated() const { return truncated_; }
  std::vector<std::string> take() { return std::move(sentences_); }

 private:
  static constexpr std::size_t kMax = 50;
  std::vector<std::string> sentences_;
  bool truncated_ = false;
};

}  // namespace newswatch::parse
