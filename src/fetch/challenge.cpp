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

}  // namespace

std::string challenge(const RefusedResponse& refusal) {
  const std::string page = text::ascii_lower(refusal.body);
  const bool html = text::ascii_lower(refusal.content_type).find("html") != std::string::npos ||
                    page.find("<html") != std::string::npos;
  std::string whose;
  bool wall = false;
  if (!refusal.mitigated.empty()) {
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
  std::string out = wall ? "a bot wall's challenge" : "an HTML page";
  if (!whose.empty()) out += " (" + whose + ")";
  if (!title.empty()) out += ": '" + title + "'";
  return out;
}

}  // namespace newswatch::fetch
