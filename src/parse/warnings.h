// Collects the sentences about the faults of a document. Each is kept once, and at most 50 are, so
// that a hostile document cannot make a long report. Not shared between threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace newswatch::parse {

class Warnings {
 public:
  void add(std::string_view sentence) {
    // A document may have one fault a million times.
    if (last_ < sentences_.size() && sentences_[last_] == sentence) return;
    const auto known = std::find(sentences_.begin(), sentences_.end(), sentence);
    last_ = static_cast<std::size_t>(known - sentences_.begin());
    if (known == sentences_.end() && sentences_.size() < kMax) sentences_.emplace_back(sentence);
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
  std::size_t last_ = 0;  // the index of the sentence that was added last
  bool truncated_ = false;
};

}  // namespace newswatch::parse
