// Any bytes as a body under any Content-Encoding, which is the first line: however the bytes come
// in, what is decoded of them is the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.h"
#include "net/content_coding.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::fuzz {
namespace {

constexpr std::size_t kMostDecoded = 1u << 20;

struct Outcome {
  std::string text, error;
  std::vector<std::string> warnings;
  bool whole = false;
  bool operator==(const Outcome&) const = default;
};

// Pieces of this many bytes are decoded one after the other.
Outcome decoded(std::string_view header, std::string_view body, std::size_t piece) {
  Outcome outcome;
  net::ContentDecoder decoder(header, [&](std::string_view bytes) {
    outcome.text += bytes.substr(0, kMostDecoded - outcome.text.size());
    return outcome.text.size() < kMostDecoded;
  });
  outcome.whole = true;
  for (std::size_t at = 0; outcome.whole && at < body.size(); at += piece) {
    outcome.whole = decoder.write(body.substr(at, piece));
  }
  outcome.whole = outcome.whole && decoder.finish();
  outcome.error = decoder.error();
  outcome.warnings = decoder.warnings();
  return outcome;
}

void check(std::string_view header, std::string_view body, std::size_t piece) {
  const Outcome whole = decoded(header, body, std::max<std::size_t>(body.size(), 1));
  const Outcome pieces = decoded(header, body, piece);
  demand(whole.whole == pieces.whole && whole.error == pieces.error,
         "whether it can be decoded does not depend on the pieces");
  // A stream that is found broken sooner has given less.
  demand(whole.text == pieces.text || !whole.error.empty(), "nor does the text");
  demand(whole.warnings == pieces.warnings || !whole.error.empty(), "nor do the warnings");
  demand(!whole.whole || whole.error.empty(), "what is whole has no error");
  demand(whole.whole || !whole.error.empty() || whole.text.size() == kMostDecoded,
         "what is not whole is broken or too long");
  demand(whole.warnings.size() <= 32, "warnings are few");
  for (const std::string& warning : whole.warnings) {
    demand(text::printable(warning) == warning, "a warning is safe to print");
  }
  const auto bare = net::without_coding(body, kMostDecoded);
  demand(bare || text::printable(bare.error().context) == bare.error().context,
         "a refusal is safe to print");
}

}  // namespace
}  // namespace newswatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data), size);
  const std::string_view header = newswatch::text::take_piece(body, "\n");
  newswatch::fuzz::check(header, body, 1 + size % 41);
  return 0;
}
