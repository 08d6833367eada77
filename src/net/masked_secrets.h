// Takes what was sent as a secret out of what a server answered. A page of an error may repeat the
// password or the key of the request; the log and the store are read by more people than the file
// that holds it. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::net {

// What of a request's secrets a page may repeat: the password of `credentials` ("user:password",
// empty: none), as it is and as Basic, PLAIN (RFC 4616) and LOGIN encode it; the values of the
// headers ("Name: value") and the words in them. maskable().
std::vector<std::string> secrets_of(std::string_view credentials,
                                    std::span<const std::string> headers);

// Those that may be masked, the longest first: a secret that is a part of another must not leave
// the rest of it behind. Words under six bytes stay out: to mask them everywhere would show them.
std::vector<std::string> maskable(std::vector<std::string> secrets);

// The text with *** for each occurrence of a secret.
std::string masked_secrets(std::string text, std::span<const std::string> secrets);

}  // namespace newswatch::net
