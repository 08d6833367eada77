#include "net/masked_secrets.h"

#include <algorithm>
#include <cstdint>

#include "text/ascii.h"

namespace newswatch::net {
namespace {

constexpr std::size_t kShortest = 6;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Of RFC 4648 section 4.
std::string to_base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= group.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> secrets_of(std::string_view credentials,
                                    std::span<const std::string> headers) {
  std::vector<std::string> secrets;
  const auto add = [&](std::string_view secret) {
    if (secret.size() >= kShortest) secrets.emplace_back(secret);
  };
  if (!credentials.empty()) {
    add(to_base64(credentials));
    add(credentials.substr(std::min(credentials.find(':') + 1, credentials.size())));
  }
  for (const std::string_view header : headers) {
    std::string_view value = text::trimmed(header.substr(header.find(':') + 1), " \t");
    add(value);
    while (!value.empty()) {
      const std::size_t end = std::min(value.find_first_of(" \t=;,\""), value.size());
      add(value.substr(0, end));
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
  // A secret that is a part of another must not leave the rest of it behind.
  std::ranges::stable_sort(secrets, std::greater<>(), &std::string::size);
  return secrets;
}

std::string masked_secrets(std::string text, std::span<const std::string> secrets) {
  constexpr std::string_view kMask = "***";
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;  // it would be found everywhere, without end
    for (std::size_t at = text.find(secret); at != text.npos;
         at = text.find(secret, at + kMask.size())) {
      text.replace(at, secret.size(), kMask);
    }
  }
  return text;
}

}  // namespace newswatch::net
