// Undoes the content coding of an answer as browsers do: by what the bytes are, not only by what
// the header says. Source: RFC 9110 section 8.4, RFC 1950 to 1952, RFC 7932 (br), RFC 8878 (zstd).
//
// Read are gzip (also of several members), deflate (with zlib's header and without), br and zstd,
// one inside another too. What is said and not done, done and not said (br shows no sign of
// itself), or stands behind the end of a stream, gives a warning; a name in Content-Encoding that
// is no coding
// ("utf-8") is passed over. The bytes come and go in pieces: memory is bounded, whatever they
// expand to, by the window of the coding (16 MiB). One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace newswatch::net {

class CodedStream;

class ContentDecoder {
 public:
  // Gets the decoded bytes piece by piece. False ends the decoding.
  using Taker = std::function<bool(std::string_view)>;

  // `content_encoding`: the value of the header; empty: none.
  ContentDecoder(std::string_view content_encoding, Taker taker);
  ~ContentDecoder();
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  // The next bytes of the body, and its end. False: the taker refused, or a stream is broken, see
  // error(). Nothing may be written after that.
  bool write(std::string_view bytes);
  bool finish();

  // What is wrong with a stream that cannot be decoded. Empty: nothing.
  const std::string& error() const { return error_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  // One coding around the others: it is chosen once enough bytes are there.
  struct Layer {
    bool chosen = false;
    std::string head;
    std::unique_ptr<CodedStream> stream;  // nullptr once chosen: the bytes are not coded
  };

  bool write(std::size_t depth, std::string_view bytes);
  bool decode(std::size_t depth, std::string_view bytes);
  bool choose(std::size_t depth);
  void warn(std::string warning);

  Taker taker_;
  std::vector<std::string> said_;  // the codings of the header, the outermost first
  std::vector<Layer> layers_;
  std::vector<std::string> warnings_;
  std::string error_;
};

// The bytes of a file without their coding, if they have one that shows, at most max_bytes.
// kBadInput: the coding is broken, or there are more.
model::Result<std::string> without_coding(std::string_view bytes, std::size_t max_bytes);

}  // namespace newswatch::net
