#include "config/sink_keys.h"

#include <fmt/format.h>

#include "config/file_kinds.h"
#include "config/network_kinds.h"
#include "config/table_reader.h"

namespace newswatch::config {

OptionKey secret_key(std::string_view name,
                     model::Result<std::string> (*read)(const std::filesystem::path& file,
                                                        std::string_view key)) {
  OptionKey key =
      option_key(name, SecretFileKind{[](const std::filesystem::path&) { return std::string(); }});
  key.secret = [=](const std::filesystem::path& file) { return read(file, name); };
  return key;
}

bool is_given(const SinkSettings& sink, std::string_view key) {
  const auto at = sink.options.find(key);
  if (at == sink.options.end()) return false;
  return std::visit(
      [](const auto& value) {
        if constexpr (requires { value.empty(); }) return !value.empty();
        return true;
      },
      at->second);
}

bool check_one_of(TableReader& reader, const SinkSettings& sink, std::string_view one,
                  std::string_view other) {
  if (is_given(sink, one) && is_given(sink, other)) {
    reader.problem(other, fmt::format("{} has {} and {}", reader.name(), one, other),
                   "one of the two");
    return false;
  }
  if (is_given(sink, one) || is_given(sink, other)) return true;
  if (!reader.has(one) && !reader.has(other)) {
    reader.missing(one, fmt::format("{} of type \"{}\"", reader.name(), sink.type),
                   fmt::format("\"...\", or {} = \"FILE\"", other));
  }
  return false;
}

bool check_needs(TableReader& reader, const SinkSettings& sink, std::string_view key,
                 std::string_view needed) {
  if (!is_given(sink, key) || is_given(sink, needed)) return true;
  if (!reader.has(needed)) {
    reader.problem(key, fmt::format("{} without {}", key, needed),
                   fmt::format("{} = \"...\" as well", needed));
  }
  return false;
}

void check_addresses(TableReader& reader, const SinkSettings& sink, std::string_view key) {
  const auto at = sink.options.find(key);
  if (at == sink.options.end()) return;
  const auto& allowed = sink.option<std::vector<std::string>>("allow_networks");
  const std::string& secret = sink.secret(key);
  if (!secret.empty()) {
    check_reach(reader, key, secret, allowed);
  } else if (const auto* url = std::get_if<std::string>(&at->second)) {
    check_reach(reader, key, *url, allowed);
  } else if (const auto* urls = std::get_if<std::vector<std::string>>(&at->second)) {
    for (const std::string& one : *urls) check_reach(reader, key, one, allowed);
  }
}

}  // namespace newswatch::config
