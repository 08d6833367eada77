// Signatures of Standard Webhooks (standardwebhooks.com, specification 1.0.0), scheme v1:
// HMAC-SHA256, by OpenSSL. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::notify {

// The message's id as the header webhook-id has it: the same for every attempt, visible ASCII,
// without the full stop, which separates the parts of what is signed.
std::string webhook_id(std::string_view notification_id);

// The key of a secret that config::read_webhook_secrets() has checked: `whsec_` and base64. Empty:
// it is none.
std::string webhook_key(std::string_view secret);

// The value of webhook-signature: "v1,BASE64" for each key, with a blank between. `seconds` is the
// time of the attempt since 1970, as webhook-timestamp has it.
std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id,
                              std::int64_t seconds, std::string_view body);

}  // namespace newswatch::notify
