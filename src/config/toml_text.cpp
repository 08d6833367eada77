#include "config/toml_text.h"

namespace newswatch::config {

std::string toml_text(std::string_view value) {
  std::string out = "\"";
  out.reserve(value.size() + 2);
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string toml_text(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ", ";
    out += toml_text(value);
  }
  return out + "]";
}

}  // namespace newswatch::config
