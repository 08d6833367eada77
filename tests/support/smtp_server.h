// SmtpServer: smtp_server.py on 127.0.0.1, and the CA that signed its certificate, both made here.
// Ended with the value. One thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "support/folder.h"

namespace newswatch::test {

// A mail as Python's library reads it (read_mail.py); null when there is no Python.
nlohmann::json read_mail(const std::filesystem::path& file);

class SmtpServer {
 public:
  // script: as smtp_server.py has it. Each certificate is for 127.0.0.1.
  explicit SmtpServer(nlohmann::json script = nlohmann::json::object());
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  bool running() const { return port_ > 0; }  // false: python3-aiosmtpd or openssl is missing
  std::string url() const;
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::filesystem::path ca_file() const { return folder_.path() / "ca.pem"; }

  // How it behaves from now on. `tls` and `login` stay.
  void behave(const nlohmann::json& script);
  // The message of this number, from 1; null when it has not come.
  nlohmann::json mail(int number) const;
  nlohmann::json envelope(int number) const;

 private:
  void start();

  Folder folder_;
  nlohmann::json script_;
  pid_t server_ = -1;
  int port_ = 0, output_ = -1;
};

}  // namespace newswatch::test
