#include "config/secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>

#include "net/url.h"
#include "process/denial.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/sizes.h"

namespace newswatch::config {
namespace {

constexpr std::size_t kLargestSecret = 16u << 10;
constexpr std::size_t kMostHeaders = 50;
constexpr std::string_view kBlanks = " \t";  // RFC 9110 section 5.6.3

tl::unexpected<model::Error> refuse(std::string_view doing, const std::filesystem::path& file,
                                    std::string_view why) {
  return model::fail(model::ErrorKind::kPermanent,
                     fmt::format("{} {}: {}", doing, text::quoted(file.string()), why));
}

model::Result<std::string> read_all(std::string_view doing, const std::filesystem::path& file) {
  // Opening a FIFO would wait for its writer, and a device may never end.
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::is_directory(status)) return refuse(doing, file, "it is a folder");
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return refuse(doing, file, "it is a FIFO, a device or a socket, not a file");
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const std::string reason = std::strerror(errno);
    const auto denied = process::denial(file, process::Wish::kRead);
    return refuse(doing, file, denied ? process::to_string(*denied, {}) : reason);
  }
  std::string bytes(kLargestSecret + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return refuse(doing, file, std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > kLargestSecret) {
    return refuse(doing, file, "it is larger than " + text::readable_size(kLargestSecret));
  }
  return bytes;
}

// Takes the next line off `rest` and returns it without its end (LF or CRLF).
std::string_view take_line(std::string_view& rest) {
  std::string_view line = text::take_piece(rest, "\n");
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool has_control(std::string_view text, bool tab_is_fine) {
  return std::any_of(text.begin(), text.end(), [&](unsigned char c) {
    return (c < 0x20 && !(tab_is_fine && c == '\t')) || c == 0x7f;
  });
}

// Headers that newswatch, the transfer or a proxy sets. A second one of such a name would break the
// request (RFC 9112 section 6, request smuggling) or the conditional GET.
bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 19> kOurs = {"accept-encoding",
                                                      "connection",
                                                      "content-length",
                                                      "content-type",
                                                      "expect",
                                                      "host",
                                                      "http2-settings",
                                                      "if-match",
                                                      "if-modified-since",
                                                      "if-none-match",
                                                      "if-range",
                                                      "if-unmodified-since",
                                                      "keep-alive",
                                                      "proxy-authorization",
                                                      "range",
                                                      "te",
                                                      "trailer",
                                                      "transfer-encoding",
                                                      "upgrade"};
  const std::string lower = text::ascii_lower(name);
  return lower == "user-agent" || lower == "proxy-connection" ||
         std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end();
}

// What is wrong with a header line, nullopt when nothing is; the line's text is not in it.
std::optional<std::string> fault(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "not of the form Name: value";
  const std::string_view name = line.substr(0, colon);
  if (!text::is_token(name)) return "the name is not one (RFC 9110 section 5.1)";
  if (is_ours(name)) {
    return name.size() == 10 && (name[0] == 'U' || name[0] == 'u')
               ? "User-Agent is set by user_agent in the config"
               : fmt::format("{} is set by newswatch itself", name);
  }
  if (text::trimmed(line.substr(colon + 1), kBlanks).empty()) return "the value is empty";
  return std::nullopt;
}

// What is wrong with a secret of Standard Webhooks. Base64 is that of RFC 4648 section 4.
std::optional<std::string> webhook_secret_fault(std::string_view line) {
  constexpr std::string_view kStart = "whsec_";
  constexpr std::size_t kFewest = 24, kMost = 64;
  if (line.starts_with("whsk_") || line.starts_with("whpk_")) {
    return "a key of asymmetric signatures: a secret begins with whsec_";
  }
  if (!line.starts_with(kStart)) return "it does not begin with whsec_";
  std::string_view code = line.substr(kStart.size());
  const std::size_t length = code.size();
  while (code.ends_with('=')) code.remove_suffix(1);
  const std::size_t padding = length - code.size();
  const bool letters = std::all_of(code.begin(), code.end(), [](char c) {
    return text::is_digit(c) || text::is_ascii_letter(c) || c == '+' || c == '/';
  });
  if (!letters || padding > 2 || length % 4 != 0) return "what follows whsec_ is not base64";
  const std::size_t bytes = length / 4 * 3 - padding;
  if (bytes >= kFewest && bytes <= kMost) return std::nullopt;
  return fmt::format("the secret has {} bytes, not {} to {}", bytes, kFewest, kMost);
}

}  // namespace

model::Result<std::string> read_auth(const std::filesystem::path& file, std::string_view key) {
  const std::string doing = "read " + std::string(key);
  const auto bytes = read_all(doing, file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::string_view rest = *bytes;
  const std::string_view line = take_line(rest);
  if (!rest.empty()) return refuse(doing, file, "it has more than one line");
  if (has_control(line, false)) return refuse(doing, file, "a control character in it");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return refuse(doing, file, "its line is not of the form user:password");
  }
  return std::string(line);
}

model::Result<std::vector<std::string>> read_headers(const std::filesystem::path& file) {
  constexpr std::string_view kDoing = "read headers_file";
  const auto bytes = read_all(kDoing, file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::vector<std::string> headers;
  std::string_view rest = *bytes;
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    if (text::trimmed(line, kBlanks).empty() || line.starts_with('#')) continue;
    // A carriage return inside a line would be a line of its own on the wire.
    if (has_control(line, true)) {
      return refuse(kDoing, file, fmt::format("line {}: a control character in it", number));
    }
    if (const auto wrong = fault(line)) {
      return refuse(kDoing, file, fmt::format("line {}: {}", number, *wrong));
    }
    if (headers.size() == kMostHeaders) return refuse(kDoing, file, "more than 50 headers");
    const std::size_t colon = line.find(':');
    headers.push_back(fmt::format("{}: {}", line.substr(0, colon),
                                  text::trimmed(line.substr(colon + 1), kBlanks)));
  }
  return headers;
}

model::Result<std::string> read_url(const std::filesystem::path& file, std::string_view key) {
  const std::string doing = "read " + std::string(key);
  const auto bytes = read_all(doing, file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::string_view rest = *bytes;
  const std::string_view line = text::trimmed(take_line(rest), kBlanks);
  if (!rest.empty()) return refuse(doing, file, "it has more than one line");
  const auto url = net::parse_url(line);
  if (!url || url->host.empty() || (url->scheme != "http" && url->scheme != "https")) {
    return refuse(doing, file, "its line is no http or https address");
  }
  if (!url->user.empty() || !url->password.empty()) {
    return refuse(doing, file, "a user or a password in its line: auth_file is for them");
  }
  return net::to_string(*url);
}

std::vector<std::filesystem::path> secret_files(const Settings& settings) {
  std::set<std::filesystem::path> files{settings.judge.api_key_file, settings.heartbeat.url_file,
                                        settings.web.token_file};
  for (const FeedSettings& feed : settings.feeds) {
    files.insert({feed.auth_file, feed.headers_file, feed.url_file});
  }
  for (const SinkSettings& sink : settings.sinks) {
    for (const auto& [key, secret] : sink.secrets) {
      if (key == "template_file") continue;  // read like a secret, and none
      files.insert(sink.option<std::filesystem::path>(key));
    }
  }
  files.erase(std::filesystem::path());
  return {files.begin(), files.end()};
}

bool others_can_read(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return (status.permissions() & std::filesystem::perms::others_read) !=
             std::filesystem::perms::none &&
         std::filesystem::is_regular_file(status);
}

model::Result<std::string> read_key(const std::filesystem::path& file, std::string_view key) {
  const std::string doing = "read " + std::string(key);
  const auto bytes = read_all(doing, file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::string_view rest = *bytes;
  const std::string_view token = text::trimmed(take_line(rest), kBlanks);
  if (!rest.empty()) return refuse(doing, file, "it has more than one line");
  if (token.empty()) return refuse(doing, file, "its line is empty");
  if (std::any_of(token.begin(), token.end(), [](char c) { return c <= ' ' || c >= 0x7f; })) {
    return refuse(doing, file, "a blank, a control character or a foreign letter in its line");
  }
  return std::string(token);
}

model::Result<std::string> read_header_lines(const std::filesystem::path& file, std::string_view) {
  const auto headers = read_headers(file);
  if (!headers) return tl::unexpected(headers.error());
  std::string lines;
  for (const std::string& header : *headers) lines += header + "\n";
  return lines;
}

model::Result<std::string> read_webhook_secrets(const std::filesystem::path& file,
                                                std::string_view key) {
  constexpr std::size_t kMost = 2;
  const std::string doing = "read " + std::string(key);
  const auto bytes = read_all(doing, file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::string lines;
  std::string_view rest = *bytes;
  std::size_t count = 0;
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = text::trimmed(take_line(rest), kBlanks);
    if (line.empty()) continue;
    if (const auto wrong = webhook_secret_fault(line)) {
      return refuse(doing, file, fmt::format("line {}: {}", number, *wrong));
    }
    if (++count > kMost) return refuse(doing, file, "it has more than two secrets");
    lines.append(line) += '\n';
  }
  if (count == 0) return refuse(doing, file, "it holds no secret");
  return lines;
}

model::Result<std::string> read_text(const std::filesystem::path& file, std::string_view key) {
  const std::string doing = "read " + std::string(key);
  auto bytes = read_all(doing, file);
  if (!bytes) return bytes;
  if (!text::is_valid_utf8(*bytes)) return refuse(doing, file, "it is not UTF-8");
  if (bytes->empty()) return refuse(doing, file, "it is empty");
  return bytes;
}

}  // namespace newswatch::config
