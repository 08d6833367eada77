// Recognises the page that a bot wall sends instead of a feed.
//
// newswatch reports such a page; it does not pretend to be a browser. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::fetch {

struct RefusedResponse {  // an answer of 403, 429 or 503
  std::string_view content_type;
  std::string_view mitigated;  // header cf-mitigated
  std::string_view datadome;   // header x-datadome
  std::string_view server;     // header server
  std::string_view body;       // the beginning of the body
};

// What the page is, for people: "a bot wall's challenge (Cloudflare): 'Just a moment...'" or "an
// HTML page: '403 Forbidden'". Empty: it is neither.
std::string challenge(const RefusedResponse& refusal);

}  // namespace newswatch::fetch
