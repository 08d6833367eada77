// ResponseHead: what is read out of the head of an answer, line by line as it comes.
//
// Of a header that comes twice the first one counts, but Cache-Control and Content-Encoding are
// lists (RFC 9110 section 5.3). The head of an interim answer (1xx) is replaced by the next one;
// what comes behind the head (trailers) is passed over. No bytes are too strange for it. Plain
// value; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "fetch/fetcher.h"

namespace newswatch::fetch {

struct ResponseHead {
  static constexpr std::size_t kMaxBytes = 128u << 10;  // of all its lines

  // False: that is more than kMaxBytes.
  bool take(std::string_view line);

  int status = 0;     // 0: none that can be read
  bool done = false;  // all of it is here
  std::size_t bytes = 0;
  Response headers;                // those that it has members for; nothing else is set
  std::size_t content_length = 0;  // 0: not sent, or no number
  std::string content_encoding, location, server, mitigated, datadome;
  std::string_view wall;  // whose bot wall a header names (challenge.h)
  bool cookie = false;    // it wants one to be kept, or an interim answer did

 private:
  void take_header(std::string_view name, std::string_view value);
};

}  // namespace newswatch::fetch
