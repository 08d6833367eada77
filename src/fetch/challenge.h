// Challenge: the page with which a publisher's bot wall answers instead of the feed.
//
// Pure; any thread. newswatch says what it met and does not pretend to be a browser.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::fetch {

struct Refusal {  // an answer of 403, 429 or 503
  std::string_view content_type;
  std::string_view mitigated;  // header cf-mitigated
  std::string_view datadome;   // header x-datadome
  std::string_view server;     // header server
  std::string_view body;       // its beginning
};

// In words for a person: "a bot wall's challenge (Cloudflare): 'Just a moment...'"; empty: it is
// none.
std::string challenge(const Refusal& refusal);

}  // namespace newswatch::fetch
