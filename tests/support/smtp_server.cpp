#include "support/smtp_server.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "support/process.h"

namespace newswatch::test {
namespace {

// Debian's, which has the packages of Debian.
constexpr const char* kPython = "/usr/bin/python3";

std::string script_path(const char* name) {
  return std::string(NEWSWATCH_SOURCE_DIR) + "/tests/support/" + name;
}

nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream in(file);
  return nlohmann::json::parse(in, nullptr, false);
}

}  // namespace

nlohmann::json read_mail(const std::filesystem::path& file) {
  const Output output = run_command({kPython, script_path("read_mail.py"), file.string()});
  return output.status == 0 ? nlohmann::json::parse(output.text) : nlohmann::json();
}

SmtpServer::SmtpServer(nlohmann::json script) : script_(std::move(script)) {
  if (script_.is_null()) script_ = nlohmann::json::object();
  std::ofstream(folder_.path() / "san") << "subjectAltName=IP:127.0.0.1";
  const std::string make =
      "cd " + folder_.path().string() +
      " && exec 2>openssl.log && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
      "-nodes -keyout ca.key -out ca.pem -subj '/CN=Test CA' -days 2 && "
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key "
      "-out own.csr -subj '/CN=mail server' && openssl x509 -req -in own.csr -CA ca.pem "
      "-CAkey ca.key -CAcreateserial -out own.pem -days 2 -extfile san";
  behave({});
  if (!script_.contains("tls") || std::system(make.c_str()) == 0) start();
}

SmtpServer::~SmtpServer() {
  if (server_ > 0) {
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
  }
  if (output_ >= 0) ::close(output_);
}

std::string SmtpServer::url() const {
  return (script_.value("tls", "") == "smtps" ? "smtps://" : "smtp://") + host();
}

void SmtpServer::behave(const nlohmann::json& script) {
  nlohmann::json whole = script_;
  if (script.is_object()) whole.update(script);
  // Renamed, so that the server never reads a half.
  std::ofstream(folder_.path() / "script.new") << whole.dump();
  std::filesystem::rename(folder_.path() / "script.new", folder_.path() / "script.json");
}

nlohmann::json SmtpServer::mail(int number) const {
  const auto file = folder_.path() / (std::to_string(number) + ".eml");
  return std::filesystem::exists(file) ? read_mail(file) : nlohmann::json();
}

nlohmann::json SmtpServer::envelope(int number) const {
  return read_json(folder_.path() / (std::to_string(number) + ".json"));
}

void SmtpServer::start() {
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return;
  const std::string program = script_path("smtp_server.py");
  server_ = ::fork();
  if (server_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(::open("/dev/null", O_RDWR), STDERR_FILENO);
    ::execl(kPython, kPython, program.c_str(), folder_.path().c_str(), nullptr);
    ::_exit(1);
  }
  ::close(output[1]);
  std::string text;
  char byte = 0;
  while (text.size() < 16 && ::read(output[0], &byte, 1) == 1 && byte != '\n') text += byte;
  port_ = std::atoi(text.c_str());
  output_ = output[0];
}

}  // namespace newswatch::test
