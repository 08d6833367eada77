// Secrets of feeds, of sinks and of the judge. They are in files of their own, so that anyone may
// see the config. They are read at start and at reload. Errors are kPermanent; they name the file
// and the line, and never show the content. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/result.h"

namespace newswatch::config {

// auth_file: one line `user:password` (Basic, RFC 7617), its line end taken off.
model::Result<std::string> read_auth(const std::filesystem::path& file,
                                     std::string_view key = "auth_file");

// headers_file: a `Name: value` a line (RFC 9110 section 5); empty lines and lines that begin with
// `#` are skipped. At most 50. Refuses control characters, and names that newswatch or the transfer
// itself sets (Host, Content-Length, If-None-Match, ...).
model::Result<std::vector<std::string>> read_headers(const std::filesystem::path& file);

// url_file: one line, an http or https address without user and password.
model::Result<std::string> read_url(const std::filesystem::path& file,
                                    std::string_view key = "url_file");

// The files with secrets that the settings name, each once.
std::vector<std::filesystem::path> secret_files(const Settings& settings);

// Whether others than the file's owner and its group may read it. False when nobody can tell.
bool others_can_read(const std::filesystem::path& file);

// api_key_file, token_file: one line, a token of visible ASCII characters (Bearer, RFC 6750), its
// line end and blanks at its ends taken off.
model::Result<std::string> read_key(const std::filesystem::path& file,
                                    std::string_view key = "api_key_file");

// headers_file of a sink: the lines of read_headers(), each with its line end.
model::Result<std::string> read_header_lines(const std::filesystem::path& file,
                                             std::string_view key);

// secret_file of a webhook: one or two lines `whsec_` and base64 of 24 to 64 bytes (Standard
// Webhooks); two while a secret is changed. The lines, each with its line end.
model::Result<std::string> read_webhook_secrets(const std::filesystem::path& file,
                                                std::string_view key = "secret_file");

// template_file, and what else is text: up to 16 KiB of UTF-8.
model::Result<std::string> read_text(const std::filesystem::path& file, std::string_view key);

}  // namespace newswatch::config
