#include "notify/smtp_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/address_guard.h"
#include "net/masked_secrets.h"
#include "net/url.h"
#include "notify/broken_sink.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr std::size_t kLongestWords = 200;  // of the server, in a message
constexpr std::size_t kNamedRecipients = 5;
// After a greylisting most servers take the message from 5 minutes on (RFC 6647 section 5).
constexpr model::Duration kGreylisted = std::chrono::minutes(5);
// A recipient that is put off longer than this often is left behind.
constexpr int kPatience = 3;

// smtps://HOST:PORT or smtp://HOST:PORT in its normal form; nullopt: it is no such address.
std::optional<net::Url> server_of(std::string_view text) {
  std::optional<net::Url> url = net::parse_url(text);
  if (!url || (url->scheme != "smtp" && url->scheme != "smtps") || !url->user.empty() ||
      !url->password.empty() || (!url->path.empty() && url->path != "/") || url->has_query ||
      !url->fragment.empty()) {
    return std::nullopt;
  }
  url->path.clear();
  if (url->port.empty()) url->port = url->scheme == "smtps" ? "465" : "587";
  return url;
}

std::string host_and_port(const std::string& url) {
  const auto server = server_of(url);
  return server ? server->host + ":" + server->port : url;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

std::string words_of(const net::SmtpReply& reply) {
  const std::string code = reply.code == 0 ? "" : fmt::format("{} ", reply.code);
  return text::shortened(text::printable(code + reply.text), kLongestWords);
}

bool asks_for_login(int code) { return code == 530 || code == 534 || code == 535 || code == 538; }

// What the server's last word is about, as the error shows it.
std::string_view about(net::SmtpStep step) {
  switch (step) {
    case net::SmtpStep::kGreeting:
      return "greeting";
    case net::SmtpStep::kLogin:
      return "login";
    case net::SmtpStep::kSender:
      return "sender";
    case net::SmtpStep::kRecipients:
      return "recipients";
    case net::SmtpStep::kData:
    case net::SmtpStep::kMessage:
      break;
  }
  return "message";
}

Ends ends_of(const net::SmtpAnswer& answer) {
  if (answer.reply.passes()) return Ends::kAttempt;
  if (asks_for_login(answer.reply.code)) return Ends::kSink;
  switch (answer.step) {
    // `from` and `to` are of the config: a typo in them must lose no message.
    case net::SmtpStep::kGreeting:
    case net::SmtpStep::kLogin:
    case net::SmtpStep::kSender:
    case net::SmtpStep::kRecipients:
      return Ends::kSink;
    case net::SmtpStep::kData:
    case net::SmtpStep::kMessage:
      break;
  }
  return Ends::kMessage;
}

}  // namespace

SmtpSink::SmtpSink(Options options, std::unique_ptr<net::SmtpClient> client,
                   const model::Clock& clock)
    : options_(std::move(options)),
      client_(std::move(client)),
      clock_(clock),
      host_(host_and_port(options_.envelope.url)),
      secrets_(net::secrets_of(options_.envelope.credentials, {})) {}

void SmtpSink::start(const model::OutboxRow& row) {
  net::SmtpRequest request = options_.envelope;
  request.message = mail(row, options_.texts, clock_.now());
  request.waits_for_greylisted = row.attempts < kPatience;
  row_ = row.row;
  reference_ = message_id(row.notification, options_.texts);
  client_->start(std::move(request));
}

void SmtpSink::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  client_->watch(fds, wait);
}

void SmtpSink::collect(std::vector<Delivery>& done) {
  if (!row_) return;
  if (const auto outcome = client_->collect()) {
    done.push_back({*row_, read(*outcome)});
    row_.reset();
  }
}

std::string SmtpSink::preview(const model::OutboxRow& row) {
  return mail(row, options_.texts, clock_.now());
}

void SmtpSink::cancel() {
  client_->cancel();
  row_.reset();
}

DeliveryResult SmtpSink::read(const net::SmtpOutcome& outcome) const {
  if (!outcome) {
    Failure failure{.cause = outcome.error().cause, .what = outcome.error().what};
    if (failure.cause == model::FailureCause::kBlocked) {
      failure.what +=
          fmt::format("; allow it in allow_networks of [[sink]] \"{}\"", options_.texts.sink);
    }
    if (failure.cause == model::FailureCause::kRefused) failure.ends = Ends::kSink;
    failure.what = safe(failure.what);
    return tl::unexpected(std::move(failure));
  }
  if (outcome->step != net::SmtpStep::kMessage || !outcome->reply.good()) {
    return tl::unexpected(failure_of(*outcome));
  }
  Receipt receipt{.reference = reference_, .answer = safe(words_of(outcome->reply))};
  if (const std::string refused = refused_recipients(outcome->recipients); !refused.empty()) {
    receipt.notice = safe("taken, but not for " + refused);
  }
  return receipt;
}

Failure SmtpSink::failure_of(const net::SmtpAnswer& answer) const {
  const int code = answer.reply.code;
  Failure failure{
      .cause = answer.reply.passes() ? model::FailureCause::kServer : model::FailureCause::kRefused,
      .ends = ends_of(answer)};
  if (!answer.reply.passes() && (answer.step == net::SmtpStep::kLogin || asks_for_login(code))) {
    failure.cause = model::FailureCause::kAuth;
  }
  std::string refused;
  if (answer.step == net::SmtpStep::kRecipients) refused = refused_recipients(answer.recipients);
  failure.what = safe(fmt::format("{}: {}", about(answer.step),
                                  refused.empty() ? words_of(answer.reply) : refused));
  if (code == 450 || code == 451 || code == 452) failure.wait = Wait{kGreylisted};
  return failure;
}

// "a@example.com (550 no such user), b@example.com (...) and 3 more"; empty: all were taken.
std::string SmtpSink::refused_recipients(const std::vector<net::SmtpReply>& replies) const {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < replies.size() && i < options_.envelope.recipients.size(); ++i) {
    if (replies[i].good() || ++count > kNamedRecipients) continue;
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", options_.envelope.recipients[i],
                       words_of(replies[i]));
  }
  if (count > kNamedRecipients) out += fmt::format(" and {} more", count - kNamedRecipients);
  return out;
}

std::string SmtpSink::safe(std::string_view what) const {
  return text::printable(net::masked_secrets(fmt::format("smtp: {}: {}", host_, what), secrets_));
}

namespace {

constexpr std::string_view kRequired = "required", kNoTls = "none";
constexpr std::string_view kAddress = "\"NAME@HOST\" or \"Full Name <NAME@HOST>\"";

// A mail server's address.
struct MailServerKind {
  using Value = std::string;
  bool needed = true;
  std::string example() const { return "\"smtps://HOST:465\""; }
  bool read(config::TableReader& reader, std::string_view key, Value& value) const {
    if (!config::TextKind{}.read(reader, key, value)) return false;
    if (const auto server = server_of(value)) {
      value = net::to_string(*server);
      return true;
    }
    reader.problem(key, fmt::format("{} is no address of a mail server", key),
                   fmt::format("{0} = \"smtps://HOST:465\", or {0} = \"smtp://HOST:587\"", key));
    value.clear();
    return false;
  }
  std::string toml(const Value& value) const { return config::TextKind{}.toml(value); }
};

struct MailboxKind {
  using Value = std::string;
  bool needed = true;
  std::string example() const { return "\"newswatch@HOST\""; }
  bool read(config::TableReader& reader, std::string_view key, Value& value) const {
    if (!config::TextKind{}.read(reader, key, value)) return false;
    if (parse_mailbox(value)) return true;
    reader.problem(key, fmt::format("{} is no mail address", text::quoted(value)),
                   std::string(kAddress));
    value.clear();
    return false;
  }
  std::string toml(const Value& value) const { return config::TextKind{}.toml(value); }
};

struct MailboxesKind {
  using Value = std::vector<std::string>;
  bool needed = true;
  std::string example() const { return "[\"NAME@HOST\"]"; }
  bool read(config::TableReader& reader, std::string_view key, Value& value) const {
    if (!config::StringsKind{}.read(reader, key, value)) return false;
    if (value.empty()) {
      reader.problem(key, fmt::format("{} of {} is empty", key, reader.name()),
                     fmt::format("{} = {}", key, example()));
      return false;
    }
    bool good = true;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (parse_mailbox(value[i])) continue;
      reader.file().problems.add(reader.element_at(key, i),
                                 fmt::format("{} is no mail address", text::quoted(value[i])),
                                 std::string(kAddress));
      good = false;
    }
    return good;
  }
  std::string toml(const Value& value) const { return config::StringsKind{}.toml(value); }
};

void check_mail(config::TableReader& reader, const config::SinkSettings& sink) {
  const auto server = server_of(sink.option<std::string>("server"));
  if (!server) return;
  if (sink.option<std::string>("tls") == kNoTls) {
    if (server->scheme == "smtps") {
      reader.problem("tls", "tls is \"none\", but smtps:// is TLS",
                     "server = \"smtp://HOST:PORT\", or no tls");
    } else if (!is_loopback(server->host)) {
      reader.problem("tls",
                     fmt::format("tls is \"none\", but {} is another machine: everyone on the way "
                                 "could read the mail and the password",
                                 server->host),
                     "tls = \"required\"");
    }
  }
  config::check_addresses(reader, sink, "server");
}

std::unique_ptr<Notifier> make_mail_sink(const config::SinkSettings& sink,
                                         const SinkResources& resources,
                                         const model::Clock& clock) {
  const auto broken = [](const std::string& why) { return std::make_unique<BrokenSink>(why); };
  auto trusted = net::CaBundle::with(resources.network.ca_file);
  if (!trusted) return broken(trusted.error().context);
  auto guard = net::AddressGuard::parse(sink.option<std::vector<std::string>>("allow_networks"));
  if (!guard) return broken(guard.error().context);
  const auto from = parse_mailbox(sink.option<std::string>("from"));
  if (!from) return broken("from is no mail address");
  auto client = net::SmtpClient::open(clock);
  if (!client) return broken(client.error().context);
  SmtpSink::Options options{
      .envelope = {.url = sink.option<std::string>("server"),
                   .needs_tls = sink.option<std::string>("tls") != kNoTls,
                   .credentials = sink.secret("auth_file"),
                   .sender = from->address,
                   .timeout = sink.option<model::Duration>("timeout"),
                   .guard = *std::move(guard),
                   .trusted = std::make_shared<const net::CaBundle>(*std::move(trusted))},
      .texts = {.sink = sink.name, .from = *from}};
  for (const std::string& to : sink.option<std::vector<std::string>>("to")) {
    const auto mailbox = parse_mailbox(to);
    if (!mailbox) return broken("to holds what is no mail address");
    options.envelope.recipients.push_back(mailbox->address);
    options.texts.to.push_back(*mailbox);
  }
  return std::make_unique<SmtpSink>(std::move(options), *std::move(client), clock);
}

}  // namespace

SinkType smtp_sink_type() {
  using namespace std::chrono_literals;
  return {.keys = {.type = "smtp",
                   .keys = {config::option_key("server", MailServerKind{}),
                            config::option_key("tls", config::WordKind{{kRequired, kNoTls}},
                                               std::string(kRequired)),
                            config::option_key("from", MailboxKind{}),
                            config::option_key("to", MailboxesKind{}),
                            config::secret_key("auth_file", config::read_auth),
                            config::option_key("timeout", config::DurationKind{1ms, 1h}, 60s),
                            config::option_key("allow_networks", config::NetworksKind{}),
                            follow_up_key({"thread", "new", "none"}), max_per_hour_key()},
                   .check = check_mail},
          .make = make_mail_sink};
}

}  // namespace newswatch::notify
