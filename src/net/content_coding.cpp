#include "net/content_coding.h"

#include <algorithm>
#include <utility>

#include "net/coded_stream.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/sizes.h"

namespace newswatch::net {
namespace {

constexpr std::size_t kHead = 32;      // bytes that show the coding
constexpr std::size_t kMaxLayers = 4;  // codings inside one another
constexpr std::size_t kMaxSaid = 8;    // names in the header that are read

// The coding that a name means. Empty: it is no coding that is read.
std::string_view coding_of(std::string_view name) {
  for (const std::string_view known : {"gzip", "deflate", "br", "zstd"}) {
    if (text::equal_in_any_case(name, known)) return known;
  }
  return text::equal_in_any_case(name, "x-gzip") ? "gzip" : std::string_view();
}

bool has_zlib_header(std::string_view head) {
  if (head.size() < 2) return false;
  const unsigned first = static_cast<unsigned char>(head[0]);
  const unsigned second = static_cast<unsigned char>(head[1]);
  return (first & 0x0F) == 8 && first >> 4 <= 7 && (first * 256 + second) % 31 == 0;
}

// The coding that the first bytes show. Empty: none. (br shows none.)
std::string_view shown_coding(std::string_view head) {
  if (head.starts_with("\x1F\x8B\x08")) return "gzip";
  if (head.starts_with("\x28\xB5\x2F\xFD")) return "zstd";
  const bool skippable =
      head.size() > 3 && (head[0] & 0xF0) == 0x50 && head.substr(1).starts_with("\x2A\x4D\x18");
  return skippable ? "zstd" : std::string_view();
}

// Whether the bytes are text, in any of Unicode's forms too.
bool is_text(std::string_view head) {
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return true;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return std::all_of(head.begin(), head.end(),
                     [](char c) {
                       return c == '\0' || c == '\t' || c == '\n' || c == '\r' ||
                              (c >= ' ' && c < 0x7F);
                     }) &&
         std::count(head.begin(), head.end(), '\0') * 4 <= 3 * static_cast<long>(head.size());
}

}  // namespace

ContentDecoder::ContentDecoder(std::string_view content_encoding, Taker taker)
    : taker_(std::move(taker)), layers_(1) {
  while (!content_encoding.empty() && said_.size() < kMaxSaid) {
    const std::string_view name = text::trimmed(text::take_piece(content_encoding, ","));
    const std::string_view coding = coding_of(name);
    if (!coding.empty()) {
      said_.insert(said_.begin(), std::string(coding));
    } else if (!name.empty() && !text::equal_in_any_case(name, "identity")) {
      warn("Content-Encoding names no coding that is read: " +
           text::shortened(text::printable(name), 40));
    }
  }
}

ContentDecoder::~ContentDecoder() = default;

void ContentDecoder::warn(std::string warning) {
  if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end()) {
    warnings_.push_back(std::move(warning));
  }
}

bool ContentDecoder::write(std::string_view bytes) { return write(0, bytes); }

bool ContentDecoder::write(std::size_t depth, std::string_view bytes) {
  if (layers_[depth].chosen) return decode(depth, bytes);
  layers_[depth].head += bytes;
  return layers_[depth].head.size() < kHead || choose(depth);
}

// Finds out how the bytes are coded, and decodes those that are there.
bool ContentDecoder::choose(std::size_t depth) {
  layers_[depth].chosen = true;
  const std::string head = std::exchange(layers_[depth].head, {});
  const std::string said = depth < said_.size() ? said_[depth] : std::string();
  // Of these bytes alone, however many came at once: the pieces must not decide.
  const bool plain = is_text(std::string_view(head).substr(0, kHead));
  std::string coding(shown_coding(head));
  const bool zlib = has_zlib_header(head) && !plain;
  if (coding.empty() && zlib && (said.empty() || said == "deflate" || said == "gzip")) {
    coding = "zlib";
  } else if (coding.empty() && !said.empty() && said != "gzip" && said != "zstd" && !plain) {
    coding = said == "deflate" ? "raw" : said;
  }
  const std::string name = coding == "zlib" || coding == "raw" ? "deflate" : coding;
  if (!head.empty() && name != said) {
    if (!said.empty()) warn("Content-Encoding says " + said + ", but the body is not in it");
    if (!name.empty()) warn("the body is in " + name + ", which Content-Encoding does not say");
  }
  if (!coding.empty() && depth < kMaxLayers) {
    layers_[depth].stream = open_coded_stream(coding);
    if (!layers_[depth].stream) {
      error_ = "no memory to decode " + name;
      return false;
    }
    layers_.emplace_back();
  }
  return decode(depth, head);
}

bool ContentDecoder::decode(std::size_t depth, std::string_view bytes) {
  if (bytes.empty()) return true;
  CodedStream* const stream = layers_[depth].stream.get();
  if (stream == nullptr) return taker_(bytes);
  const auto state = stream->write(
      bytes, [this, depth](std::string_view decoded) { return write(depth + 1, decoded); });
  if (!stream->oddity().empty()) warn(stream->oddity());
  if (state == CodedStream::State::kBroken) error_ = "the coded body is broken: " + stream->fault();
  return state == CodedStream::State::kGoesOn || state == CodedStream::State::kEnded;
}

bool ContentDecoder::finish() {
  for (std::size_t depth = 0; depth < layers_.size(); ++depth) {
    if (!layers_[depth].chosen && !choose(depth)) return false;
    const CodedStream* const stream = layers_[depth].stream.get();
    if (stream != nullptr && !stream->is_whole()) warn("the coded body ends early");
  }
  return true;
}

model::Result<std::string> without_coding(std::string_view bytes, std::size_t max_bytes) {
  std::string out;
  ContentDecoder decoder("", [&](std::string_view piece) {
    if (piece.size() > max_bytes - out.size()) return false;
    out += piece;
    return true;
  });
  if (decoder.write(bytes) && decoder.finish()) return out;
  return model::fail(
      model::ErrorKind::kBadInput,
      decoder.error().empty() ? "it is over " + text::readable_size(max_bytes) : decoder.error());
}

}  // namespace newswatch::net
