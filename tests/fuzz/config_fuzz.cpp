// Any bytes as a config: settings, or problems that are safe to print, and never the end of the
// process.
#include <cstddef>
#include <cstdint>
#include <string>

#include "config/load_settings.h"
#include "fuzz/demand.h"
#include "notify/sinks.h"
#include "text/escape.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  const std::string_view toml(reinterpret_cast<const char*>(data), size);
  const auto settings =
      config::parse_settings(toml, "fuzz.toml", notify::sink_table(), "/nowhere",
                             config::NamedFiles::kLeave, config::Feeds::kOptional);
  if (settings) return 0;
  fuzz::demand(!settings.error().empty(), "a refusal says why");
  for (const config::Problem& problem : settings.error()) {
    const std::string line = config::to_string(problem);
    fuzz::demand(text::printable(line) == line, "a problem is safe to print");
  }
  return 0;
}
