#include "net/masked_secrets.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "text/ascii.h"
#include "text/base64.h"

namespace newswatch::net {
namespace {

constexpr std::size_t kShortest = 6;

}  // namespace

std::vector<std::string> secrets_of(std::string_view credentials,
                                    std::span<const std::string> headers) {
  std::vector<std::string> secrets;
  const auto add = [&](std::string_view secret) { secrets.emplace_back(secret); };
  if (!credentials.empty()) {
    const std::size_t colon = std::min(credentials.find(':'), credentials.size());
    const std::string_view user = credentials.substr(0, colon);
    const std::string_view password = credentials.substr(std::min(colon + 1, credentials.size()));
    add(text::base64(credentials));
    add(password);
    add(text::base64(std::string(1, '\0').append(user).append(1, '\0').append(password)));
    add(text::base64(password));
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
  return maskable(std::move(secrets));
}

std::vector<std::string> maskable(std::vector<std::string> secrets) {
  std::erase_if(secrets, [](const std::string& one) { return one.size() < kShortest; });
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
