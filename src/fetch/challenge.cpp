#include "fetch/challenge.h"

#include <algorithm>
#include <array>

#include "text/ascii.h"
#include "text/escape.h"
#include "text/plain_text.h"

namespace newswatch::fetch {
namespace {

constexpr std::size_t kTitleRead = 1000;   // bytes of a title that are read
constexpr std::size_t kLongestTitle = 80;  // bytes of a title that are shown

struct Sign {
  std::string_view mark;  // in the source of the page, in lower case
  std::string_view whose;
};

// Text that is in the pages of known bot walls and not in ordinary error pages.
constexpr std::array kSigns = std::to_array<Sign>({
    {"cf-chl", "Cloudflare"},
    {"challenge-platform", "Cloudflare"},
    {"cf-browser-verification", "Cloudflare"},
    {"cf-error-details", "Cloudflare"},
    {"captcha-delivery.com", "DataDome"},
    {"_incapsula_resource", "Imperva"},
    {"px-captcha", "HUMAN"},
    {"perimeterx", "HUMAN"},
    {"awswaf", "AWS WAF"},
    {"aws-waf-token", "AWS WAF"},
    {"sgcaptcha", "SiteGround"},
    {"vercel security checkpoint", "Vercel"},
    {"pardon our interruption", "Imperva"},
    {"imunify360", "Imunify360"},
    {"acw_sc__v2", "Alibaba"},
    {"aliyun_waf", "Alibaba"},
    {"kpsdk", "Kasada"},
    {"wordfence", "Wordfence"},
    {"bunkerweb", "BunkerWeb"},
    {"azure waf", "Azure WAF"},
    {"lsrecap", "LiteSpeed"},
    {"the requested url was rejected. please consult", "F5"},
    {"our systems have detected unusual traffic", "Google"},
    {"checking your browser before accessing", ""},
    {"checking if the site connection is secure", ""},
    {"errors.edgesuite.net", "Akamai"},
    {"sucuri.net/privacy", "Sucuri"},
    {"ddos-guard", "DDoS-Guard"},
    {"anubis_challenge", "Anubis"},
    {"g-recaptcha", ""},
    {"h-captcha", ""},
    {"cf-turnstile", "Cloudflare"},
    {"verify you are human", ""},
    {"are you a robot", ""},
    {"enable javascript and cookies to continue", ""},
});

// Headers that walls alone send. An empty value stands for any.
struct WallHeader {
  std::string_view name, value, whose;
};

constexpr WallHeader kWallHeaders[] = {{"x-amzn-waf-action", "", "AWS WAF"},
                                       {"x-vercel-mitigated", "", "Vercel"},
                                       {"sg-captcha", "", "SiteGround"},
                                       {"x-vercel-challenge-token", "", "Vercel"},
                                       {"x-sucuri-block", "", "Sucuri"},
                                       {"x-kpsdk-ct", "", "Kasada"},
                                       {"x-dd-b", "", "DataDome"},
                                       {"x-px-blocked", "", "HUMAN"},
                                       {"cf-mitigated", "challenge", "Cloudflare"}};

constexpr std::string_view kWall = "a bot wall's challenge";

}  // namespace

std::string_view wall_of_header(std::string_view name, std::string_view value) {
  for (const WallHeader& header : kWallHeaders) {
    if (text::equal_in_any_case(header.name, name) &&
        (header.value.empty() || text::equal_in_any_case(header.value, value))) {
      return header.whose;
    }
  }
  return {};
}

bool is_wall(std::string_view said) { return said.starts_with(kWall); }

std::string challenge(const RefusedResponse& refusal) {
  const std::string page = text::ascii_lower(refusal.body);
  const bool html = text::ascii_lower(refusal.content_type).find("html") != std::string::npos ||
                    page.find("<html") != std::string::npos ||
                    page.find("<!doctype html") != std::string::npos;
  std::string whose;
  bool wall = false;
  if (!refusal.wall.empty()) {
    wall = true;
    whose = refusal.wall;
  } else if (!refusal.mitigated.empty()) {
    wall = true;
    whose = "Cloudflare";
  } else if (!refusal.datadome.empty()) {
    wall = true;
    whose = "DataDome";
  } else if (html) {
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(), [&](const Sign& one) {
      return page.find(one.mark) != std::string::npos;
    });
    wall = sign != kSigns.end();
    if (wall) whose = sign->whose;
    if (wall && whose.empty() && text::ascii_lower(refusal.server) == "cloudflare")
      whose = "Cloudflare";
  }
  std::string title = html ? text::html_title(refusal.body, kTitleRead) : std::string();
  title = text::shortened(text::printable(title), kLongestTitle);
  if (!wall && title.empty()) return {};
  std::string out(wall ? kWall : "an HTML page");
  if (!whose.empty()) out += " (" + whose + ")";
  if (!title.empty()) out += ": '" + title + "'";
  return out;
}

}  // namespace newswatch::fetch
