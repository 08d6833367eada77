// One stream of a content coding, decoded piece by piece with the library of the coding. Part of
// content_coding. One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace newswatch::net {

class CodedStream {
 public:
  enum class State {
    kGoesOn,   // more bytes are expected
    kEnded,    // the stream was whole; what comes behind it is left out
    kRefused,  // the taker wants no more
    kBroken,   // see fault()
  };
  using Taker = std::function<bool(std::string_view)>;

  virtual ~CodedStream() = default;
  virtual State write(std::string_view bytes, const Taker& taker) = 0;
  // Whether all that was begun has its end: a gzip file may have another member.
  virtual bool is_whole() const = 0;
  const std::string& fault() const { return fault_; }
  // Bytes that are no part of the stream came behind it, or its checksum is wrong.
  const std::string& oddity() const { return oddity_; }

 protected:
  std::string fault_, oddity_;
};

// `coding`: gzip, zlib, raw (deflate without header), br or zstd. nullptr: no memory.
std::unique_ptr<CodedStream> open_coded_stream(std::string_view coding);

}  // namespace newswatch::net
