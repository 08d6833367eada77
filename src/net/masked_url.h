// A URL as people may read it. Some publishers put a password or a token into the address of a
// feed; the log and lists are read by more people than the config. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::net {

// The URL with *** for its user and password, and for the value of each query parameter whose name
// is one of secrets: token, key, password, signature and the like. All else stays as written; any
// text will do.
std::string masked_url(std::string_view url);

}  // namespace newswatch::net
