// Recognises the page that a bot wall sends instead of a feed, with an error or as a success.
//
// newswatch reports such a page; it does not pretend to be a browser. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::fetch {

struct RefusedResponse {  // any answer that may hold no feed
  std::string_view content_type;
  std::string_view mitigated;  // header cf-mitigated
  std::string_view datadome;   // header x-datadome
  std::string_view server;     // header server
  std::string_view body;       // the beginning of the body
  std::string_view wall;       // from wall_of_header(); empty: no header names one
};

// Whose bot wall the header belongs to ("x-amzn-waf-action: challenge"). Empty: no wall's.
std::string_view wall_of_header(std::string_view name, std::string_view value);

// What the page is, for people: "a bot wall's challenge (Cloudflare): 'Just a moment...'" or "an
// HTML page: '403 Forbidden'". Empty: it is neither.
std::string challenge(const RefusedResponse& refusal);

// Whether what challenge() says is a bot wall.
bool is_wall(std::string_view said);

}  // namespace newswatch::fetch
