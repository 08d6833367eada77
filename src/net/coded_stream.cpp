#include "net/coded_stream.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <cstdint>
#include <utility>

namespace newswatch::net {
namespace {

constexpr std::size_t kPiece = 16u << 10;  // bytes that are decoded at a time
constexpr std::string_view kGzipMark = "\x1F\x8B";
constexpr const char* kBehind = "bytes behind the coded stream are left out";

using State = CodedStream::State;

// gzip, zlib's format and bare deflate.
class InflateStream final : public CodedStream {
 public:
  explicit InflateStream(int window_bits) { ready_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  ~InflateStream() override {
    if (ready_) inflateEnd(&stream_);
  }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;

  bool ready() const { return ready_; }
  bool is_whole() const override { return between_; }

  State write(std::string_view bytes, const Taker& taker) override {
    if (ended_) {
      look_behind(bytes);
      return State::kEnded;
    }
    std::string joined;
    if (between_) {
      joined = std::exchange(tail_, {});
      joined += bytes;
      bytes = joined;
    }
    while (!bytes.empty()) {
      if (between_ && !begin_member(bytes)) return ended_ ? State::kEnded : State::kGoesOn;
      if (const State state = inflate_some(bytes, taker); state != State::kGoesOn) return state;
    }
    return State::kGoesOn;
  }

 private:
  // Behind a member (RFC 1952 section 2.2). False: too little is there to tell, or it was the last.
  bool begin_member(std::string_view bytes) {
    if (bytes.size() < kGzipMark.size() && kGzipMark.starts_with(bytes)) {
      tail_ = bytes;
      return false;
    }
    if (!bytes.starts_with(kGzipMark)) {
      look_behind(bytes);
      ended_ = true;
      return false;
    }
    inflateReset(&stream_);
    between_ = false;
    return true;
  }

  // Zeros may fill a block.
  void look_behind(std::string_view bytes) {
    const bool filled = bytes.find_first_not_of('\0') == std::string_view::npos;
    if (!filled && oddity_.empty()) oddity_ = kBehind;
  }

  State inflate_some(std::string_view& bytes, const Taker& taker) {
    std::array<char, kPiece> out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    int result = Z_OK;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      result = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t got = out.size() - stream_.avail_out;
      if (got > 0 && !taker({out.data(), got})) return State::kRefused;
    } while (result == Z_OK && (stream_.avail_in > 0 || stream_.avail_out == 0));
    bytes.remove_prefix(bytes.size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      between_ = true;
      return State::kGoesOn;
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return State::kGoesOn;
    const std::string_view what = stream_.msg != nullptr ? stream_.msg : "not readable";
    if (what == "incorrect data check" || what == "incorrect length check") {
      oddity_ = "the checksum of the coded stream is wrong";  // but all of it came
      ended_ = between_ = true;
      return State::kEnded;
    }
    fault_ = what;
    return State::kBroken;
  }

  z_stream stream_{};
  bool ready_ = false, ended_ = false;
  bool between_ = false;  // a member has ended
  std::string tail_;      // the first byte of what comes behind it
};

class BrotliStream final : public CodedStream {
 public:
  BrotliStream() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~BrotliStream() override {
    if (state_ != nullptr) BrotliDecoderDestroyInstance(state_);
  }
  BrotliStream(const BrotliStream&) = delete;
  BrotliStream& operator=(const BrotliStream&) = delete;

  bool ready() const { return state_ != nullptr; }
  bool is_whole() const override { return BrotliDecoderIsFinished(state_) != 0; }

  State write(std::string_view bytes, const Taker& taker) override {
    std::array<std::uint8_t, kPiece> out;
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    while (!is_whole()) {
      std::uint8_t* next_out = out.data();
      std::size_t room = out.size();
      const BrotliDecoderResult result =
          BrotliDecoderDecompressStream(state_, &left, &next_in, &room, &next_out, nullptr);
      const std::size_t got = out.size() - room;
      if (got > 0 && !taker({reinterpret_cast<const char*>(out.data()), got})) {
        return State::kRefused;
      }
      if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return State::kGoesOn;
      if (result == BROTLI_DECODER_RESULT_ERROR) {
        fault_ = BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_));
        return State::kBroken;
      }
    }
    if (left > 0) oddity_ = kBehind;
    return State::kEnded;
  }

 private:
  BrotliDecoderState* state_;
};

class ZstdStream final : public CodedStream {
 public:
  ZstdStream() : stream_(ZSTD_createDStream()) {
    constexpr int kWindowBits = 23;  // 8 MiB: the most for HTTP (RFC 9659)
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kWindowBits);
  }
  ~ZstdStream() override { ZSTD_freeDStream(stream_); }
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  bool ready() const { return stream_ != nullptr; }
  bool is_whole() const override { return whole_; }

  // Several frames are one stream (RFC 8878 section 3.1).
  State write(std::string_view bytes, const Taker& taker) override {
    if (ended_) return State::kEnded;
    std::array<char, kPiece> out;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer piece{out.data(), out.size(), 0};
      const std::size_t result = ZSTD_decompressStream(stream_, &piece, &in);
      if (piece.pos > 0 && !taker({out.data(), piece.pos})) return State::kRefused;
      if (ZSTD_isError(result) != 0) {
        if (had_frame_ && ZSTD_getErrorCode(result) == ZSTD_error_prefix_unknown) {
          oddity_ = kBehind;  // what comes behind the last frame is none
          ended_ = whole_ = true;
          return State::kEnded;
        }
        fault_ = ZSTD_getErrorName(result);
        return State::kBroken;
      }
      whole_ = result == 0;
      had_frame_ = had_frame_ || whole_;
      full = piece.pos == out.size() && !whole_;
    }
    return State::kGoesOn;
  }

 private:
  ZSTD_DStream* stream_;
  bool whole_ = false, ended_ = false;
  bool had_frame_ = false;  // one is whole
};

template <class Stream>
std::unique_ptr<CodedStream> ready(std::unique_ptr<Stream> stream) {
  return stream->ready() ? std::move(stream) : nullptr;
}

}  // namespace

std::unique_ptr<CodedStream> open_coded_stream(std::string_view coding) {
  constexpr int kGzipOrZlib = 15 + 32, kRaw = -15;
  if (coding == "br") return ready(std::make_unique<BrotliStream>());
  if (coding == "zstd") return ready(std::make_unique<ZstdStream>());
  return ready(std::make_unique<InflateStream>(coding == "raw" ? kRaw : kGzipOrZlib));
}

}  // namespace newswatch::net
