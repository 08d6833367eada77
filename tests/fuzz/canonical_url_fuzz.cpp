// Any text as a URL: its canonical form is one, and is its own canonical form.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/demand.h"
#include "identify/canonical_url.h"
#include "net/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string canonical = identify::canonical_url(input);
  fuzz::demand(identify::cms_number(input).size() <= input.size() + 32, "a number is short");
  if (canonical.empty()) return 0;
  fuzz::demand(canonical.starts_with("http"), "it is http");
  fuzz::demand(identify::canonical_url(canonical) == canonical, "it is its own canonical form");
  // The base may itself be input; what comes of it is http or nothing.
  const std::string resolved = net::resolve_http("https://gazette.example/a/b?c", input);
  fuzz::demand(resolved.empty() || resolved.starts_with("http"), "a resolved URL is http");
  return 0;
}
