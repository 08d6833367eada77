#include "notify/webhook_signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "text/ascii.h"

namespace newswatch::notify {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(const unsigned char* bytes, unsigned size) {
  std::string out((size + 2) / 3 * 4 + 1, '\0');  // one more for the NUL that is written
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace

std::string webhook_id(std::string_view notification_id) {
  std::string id;
  for (const char c : notification_id) id += c == '.' ? '_' : c > ' ' && c < 0x7f ? c : '-';
  return id;
}

std::string webhook_key(std::string_view secret) {
  constexpr std::string_view kStart = "whsec_";
  if (!secret.starts_with(kStart)) return {};
  const std::string_view code = secret.substr(kStart.size());
  std::string key(code.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(key.data()), bytes_of(code),
                                     static_cast<int>(code.size()));
  if (length < 0) return {};
  key.resize(static_cast<std::size_t>(length));
  // It counts the padding as zeros.
  for (std::size_t at = code.size(); at > 0 && code[at - 1] == '=' && !key.empty(); --at) {
    key.pop_back();
  }
  return key;
}

std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id,
                              std::int64_t seconds, std::string_view body) {
  const std::string text = fmt::format("{}.{}.{}", id, seconds, body);
  std::string out;
  for (const std::string& key : keys) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
             digest.data(), &size) == nullptr) {
      continue;  // a library without SHA-256
    }
    if (!out.empty()) out += ' ';
    out += "v1," + base64(digest.data(), size);
  }
  return out;
}

}  // namespace newswatch::notify
