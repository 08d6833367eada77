// RFC 9110 section 8.4, and what servers make of it.
#include "net/content_coding.h"

#include <brotli/encode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace newswatch::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kText =
    "<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>\n";

std::string deflated(const std::string& text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string gzip(const std::string& text) { return deflated(text, 15 + 16); }

std::string brotli(const std::string& text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  EXPECT_TRUE(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, text.size(),
                                    reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                    reinterpret_cast<std::uint8_t*>(out.data())));
  out.resize(size);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Decoding {
  std::string text, error;
  std::vector<std::string> warnings;
};

// In pieces of `piece` bytes, for they come in any.
Decoding decoded(std::string_view said, const std::string& body, std::size_t piece) {
  Decoding out;
  ContentDecoder decoder(said, [&](std::string_view bytes) {
    out.text += bytes;
    return true;
  });
  bool ok = true;
  for (std::size_t at = 0; ok && at < body.size(); at += piece) {
    ok = decoder.write(std::string_view(body).substr(at, piece));
  }
  ok = ok && decoder.finish();
  out.error = decoder.error();
  EXPECT_EQ(ok, out.error.empty());
  out.warnings = decoder.warnings();
  return out;
}

void expect_text(std::string_view said, const std::string& body, bool warns) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, body.size() + 1}) {
    const Decoding got = decoded(said, body, piece);
    EXPECT_EQ(got.text, kText) << said << ", pieces of " << piece;
    EXPECT_EQ(got.error, "");
    EXPECT_EQ(!got.warnings.empty(), warns) << said << testing::PrintToString(got.warnings);
  }
}

TEST(ContentCoding, IsUndoneAsTheHeaderSays) {
  expect_text("", kText, false);
  expect_text("identity", kText, false);
  expect_text("gzip", gzip(kText), false);
  expect_text("X-GZip", gzip(kText), false);
  expect_text("deflate", deflated(kText, 15), false);
  expect_text("deflate", deflated(kText, -15), false);
  expect_text("br", brotli(kText), false);
  expect_text("zstd", zstd(kText), false);
  expect_text("br , gzip", gzip(brotli(kText)), false);
  expect_text("gzip, gzip", gzip(gzip(kText)), false);
}

TEST(ContentCoding, IsKnownByTheBytesWhereTheHeaderIsWrong) {
  for (const char* none : {"utf-8", "aws-chunked", "binary", "text/xml", "UTF-8, none"}) {
    expect_text(none, kText, true);
  }
  for (const char* said : {"gzip", "deflate", "br", "zstd", "gzip, br"}) {
    expect_text(said, kText, true);
  }
  const std::string accented = kText + "caf\xC3\xA9";
  for (const char* said : {"br", "deflate"}) {
    EXPECT_EQ(decoded(said, accented, 1).text, accented) << said;
    EXPECT_EQ(decoded(said, accented, accented.size()).text, accented) << said;
  }
  for (const char* said : {"", "br", "zstd", "deflate", "utf-8"}) {
    expect_text(said, gzip(kText), true);
  }
  for (const char* said : {"", "gzip", "br", "deflate"}) expect_text(said, zstd(kText), true);
  expect_text("", deflated(kText, 15), true);
  expect_text("gzip", deflated(kText, 15), true);
  expect_text("gzip", gzip(gzip(kText)), true);
  expect_text("", gzip(zstd(kText)), true);
  expect_text("gzip, gzip", gzip(kText), true);
}

TEST(ContentCoding, AStreamMayHaveSeveralMembers) {
  const std::string first = kText.substr(0, 20), second = kText.substr(20);
  expect_text("gzip", gzip(first) + gzip(second), false);
  expect_text("gzip", gzip(first) + gzip("") + gzip(second) + std::string(512, '\0'), false);
  expect_text("zstd", zstd(first) + zstd(second), false);
}

TEST(ContentCoding, WhatStandsBehindTheStreamIsLeftOut) {
  for (const char* tail : {"\n\n", "<!-- cached -->", "\x1Fx"}) {
    expect_text("gzip", gzip(kText) + tail, true);
    expect_text("gzip", gzip(kText) + std::string(20, '\0') + tail, true);
    expect_text("zstd", zstd(kText) + tail, true);
    expect_text("br", brotli(kText) + tail, true);
    expect_text("zstd", zstd(kText) + tail, true);
  }
}

TEST(ContentCoding, AnEndThatIsMissingOrWrongCostsNothingThatCame) {
  std::string bad = gzip(kText);
  expect_text("gzip", bad.substr(0, bad.size() - 8), true);
  bad[bad.size() - 6] ^= 1;  // of the checksum
  expect_text("gzip", bad, true);
}

TEST(ContentCoding, BrokenStreamsAreAnError) {
  std::string bad = gzip(std::string(3000, 'a') + kText);
  for (std::size_t i = 10; i < 20; ++i) bad[i] = '\xFF';
  EXPECT_THAT(decoded("gzip", bad, 4096).error, HasSubstr("the coded body is broken: "));
  EXPECT_EQ(decoded("gzip", "", 1).text, "");
  EXPECT_THAT(decoded("gzip", "", 1).warnings, IsEmpty());
  EXPECT_EQ(decoded("gzip", "ok", 1).text, "ok");
}

TEST(ContentCoding, TextsThatLookLikeNoneStay) {
  const std::string utf16 = std::string("\xFF\xFE<\0r\0>\0", 8);
  EXPECT_EQ(decoded("", utf16, 3).text, utf16);
  EXPECT_EQ(decoded("gzip", utf16, 3).text, utf16);
  EXPECT_EQ(decoded("br", "\xEF\xBB\xBF<rss>", 3).text, "\xEF\xBB\xBF<rss>");
  EXPECT_EQ(decoded("", "x\x9c", 2).text.size(), 0U) << "zlib's header, and nothing behind it";
}

// Each layer is decoded piece by piece, and the taker ends all of them.
TEST(ContentCoding, ATakerThatRefusesEndsABomb) {
  const std::string bomb = gzip(gzip(std::string(64u << 20, 'a')));
  std::size_t taken = 0;
  ContentDecoder decoder("gzip", [&](std::string_view bytes) {
    taken += bytes.size();
    return taken < 100'000;
  });
  EXPECT_FALSE(decoder.write(bomb));
  EXPECT_EQ(decoder.error(), "");
  EXPECT_LT(taken, 200'000U);
}

TEST(ContentCoding, OfAFileIsUndoneUpToALimit) {
  EXPECT_EQ(without_coding(gzip(kText), 1000).value_or(""), kText);
  EXPECT_EQ(without_coding(kText, 1000).value_or(""), kText);
  EXPECT_THAT(without_coding(gzip(kText), 10).error().context, HasSubstr("it is over"));
}

TEST(ContentCoding, SaysWhatIsWrong) {
  EXPECT_THAT(decoded("gzip", kText, 99).warnings,
              ElementsAre("Content-Encoding says gzip, but the body is not in it"));
  EXPECT_THAT(decoded("", gzip(kText), 999).warnings,
              ElementsAre("the body is in gzip, which Content-Encoding does not say"));
  EXPECT_THAT(decoded("utf-8", kText, 99).warnings,
              ElementsAre("Content-Encoding names no coding that is read: utf-8"));
  EXPECT_THAT(decoded("gzip", gzip(kText) + "\n", 999).warnings,
              ElementsAre("bytes behind the coded stream are left out"));
}

}  // namespace
}  // namespace newswatch::net
