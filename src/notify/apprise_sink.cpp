#include "notify/apprise_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/masked_secrets.h"
#include "net/url.h"
#include "notify/http_sink.h"
#include "notify/markup.h"
#include "notify/message.h"
#include "process/child.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/fit.h"
#include "text/percent.h"

namespace newswatch::notify {
namespace {

constexpr std::string_view kApprise = "apprise";
constexpr std::size_t kLongestAppriseTitle = 250;  // characters
// Characters. Apprise cuts or splits it to what each target takes.
constexpr std::size_t kLongestAppriseBody = 4'000;
constexpr std::size_t kLongestAppriseComplaint = 200;  // bytes

// What Apprise is told, by either way.
struct AppriseMessage {
  std::string title, body, type;
};

// How the body is written. Apprise hands Markdown on as it is to targets that show plain text, with
// every backslash.
struct AppriseFormat {
  std::string name;  // as Apprise and the config call it
  const Markup& markup;
};

// Nobody escapes plain text, and some targets find mentions in it: "@everyone", "<!channel>".
std::string without_mentions(std::string_view text) {
  constexpr std::string_view kZeroWidthSpace = "\xe2\x80\x8b";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '@' || (text[i] == '<' && text.substr(i + 1).starts_with('!'))) {
      out += kZeroWidthSpace;
    }
  }
  return out;
}

AppriseFormat apprise_format(const std::string& name) {
  static const Markup text = [] {
    Markup markup = plain_text();
    markup.escape = without_mentions;
    return markup;
  }();
  return {name, name == "markdown" ? markdown() : text};
}

std::string apprise_type(const Message& message) {
  if (message.is_over) return "success";
  if (message.is_trouble) return "warning";
  if (message.priority == model::Priority::kHighest) return "failure";
  return message.priority == model::Priority::kHigh ? "warning" : "info";
}

// The title is plain text, so its link stands at the end of the body.
std::string apprise_body(const Message& message, const Markup& markup) {
  constexpr auto kUnit = text::Unit::kCharacters;
  std::string link;
  if (!message.link.empty()) {
    link = &markup == &markdown() ? markup.link(message.link, "Read it") : message.link;
  }
  const std::size_t line_end = text::length(markup.line_end, kUnit);
  std::size_t used = text::length(link, kUnit) + line_end;
  if (used > kLongestAppriseBody / 2) {
    link.clear();
    used = 0;
  }
  std::string out = body(message, markup, kLongestAppriseBody - used, kUnit, Title::kElsewhere);
  if (!out.empty() && !link.empty()) out += markup.line_end;
  out += link;
  // The API server wants one.
  return out.empty() ? fit_escaped(message.title, kLongestAppriseBody, kUnit, markup) : out;
}

AppriseMessage apprise_message(const model::Notification& notification,
                               const AppriseFormat& format) {
  const Message message = message_of(notification);
  return {
      text::fit(without_mentions(heading(message)), kLongestAppriseTitle, text::Unit::kCharacters),
      apprise_body(message, format.markup), apprise_type(message)};
}

class AppriseTarget final : public HttpTarget {
 public:
  AppriseTarget(std::string url, std::string tag, AppriseFormat format)
      : url_(std::move(url)), tag_(std::move(tag)), format_(std::move(format)) {}

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time) override {
    const AppriseMessage message = apprise_message(row.notification, format_);
    record::JsonWriter io;
    io.field("title", message.title);
    io.field("body", message.body);
    io.field("type", message.type);
    io.field("format", format_.name);
    if (!tag_.empty()) io.field("tag", tag_);
    net::HttpRequest request{
        .url = url_,
        .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}}};
    request.body = io.text();
    return {request};
  }

  std::optional<DeliveryResult> read(const model::OutboxRow&, const net::HttpResponse& answer,
                                     model::Time) override {
    DeliveryResult result = by_status(answer, complaint_of(answer));
    if (answer.status == 204) {
      return tl::unexpected(
          Failure{.cause = model::FailureCause::kRefused,
                  .what = "HTTP status 204: the key at the end of url matches nothing",
                  .ends = Ends::kSink});
    }
    if (answer.status == 424) {  // of several targets one failed, for now or for good
      result.error().cause = model::FailureCause::kServer;
      result.error().ends = Ends::kAttempt;
    }
    return result;
  }

  // The key gives everyone who knows the server the right to send.
  std::vector<std::string> secrets() const override {
    const std::string path = net::without_end_slashes(url_);
    return {path.substr(path.rfind('/') + 1)};
  }

 private:
  const std::string url_, tag_;
  const AppriseFormat format_;
};

// Every piece of the targets' addresses that may be a secret, as it stands there and without its
// percent-encoding.
std::vector<std::string> target_secrets(std::string_view targets) {
  std::vector<std::string> secrets;
  for (const std::string_view line : text::split(targets, "\r\n")) {
    const std::size_t scheme = line.find("://");
    const std::string_view address = scheme == line.npos ? line : line.substr(scheme + 3);
    for (const std::string_view piece : text::split(address, " \t\"',/:@?&=#")) {
      secrets.emplace_back(piece);
      if (std::string plain = text::percent_decoded(piece); plain != piece) {
        secrets.push_back(std::move(plain));
      }
    }
  }
  return net::maskable(std::move(secrets));
}

class AppriseProgram final : public Notifier {
 public:
  struct Options {
    std::filesystem::path targets_file;
    std::string tag;
    AppriseFormat format;
    std::vector<std::string> secrets;      // that no error may show
    std::vector<std::string> environment;  // NAME=value
    model::Duration timeout;
  };

  // `clock` must outlive the sink.
  AppriseProgram(Options options, const model::Clock& clock)
      : options_(std::move(options)), clock_(clock) {
    // Else Python reads and writes as the locale says.
    std::erase_if(options_.environment,
                  [](const std::string& entry) { return entry.starts_with("PYTHONUTF8="); });
    options_.environment.emplace_back("PYTHONUTF8=1");
  }

  void start(const model::OutboxRow& row) override {
    row_ = row.row;
    const AppriseMessage message = apprise_message(row.notification, options_.format);
    process::Child::Options run;
    run.arguments = arguments(message);
    run.environment = options_.environment;
    run.input = message.body;
    run.limit = options_.timeout;
    auto child = process::Child::start(std::move(run), clock_);
    if (child) {
      child_ = std::move(*child);
    } else {
      done_.push_back({row_, tl::unexpected(Failure{.what = child.error().context})});
    }
  }

  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override {
    if (child_) child_->watch(fds, wait);
  }

  void collect(std::vector<Delivery>& done) override {
    done.insert(done.end(), done_.begin(), done_.end());
    done_.clear();
    if (!child_) return;
    const bool late = child_->is_ending();
    const auto ended = child_->step();
    if (!ended) return;
    if (*ended) {
      done.push_back({row_, Receipt{}});
    } else {
      done.push_back({row_, tl::unexpected(failure(late))});
    }
    child_.reset();
  }

  std::string preview(const model::OutboxRow& row) override {
    const AppriseMessage message = apprise_message(row.notification, options_.format);
    return fmt::format("{}\n\n{}\n", fmt::join(arguments(message), "\n  "), message.body);
  }

  void end_soon() override {
    if (child_ && !child_->is_ending()) child_->terminate();
  }

  void cancel() override {
    done_.clear();
    child_.reset();
  }

 private:
  std::vector<std::string> arguments(const AppriseMessage& message) const {
    std::vector<std::string> all = {
        std::string(kApprise), "--config=" + options_.targets_file.string(),
        "--title=" + message.title, "--notification-type=" + message.type,
        "--input-format=" + options_.format.name};
    if (!options_.tag.empty()) all.push_back("--tag=" + options_.tag);
    return all;
  }

  // The program's exit status is all that tells failures apart.
  Failure failure(bool late) const {
    const auto status = child_->exit_status();
    if (late) {
      return {.cause = model::FailureCause::kTimeout,
              .what = fmt::format("run {}: not done in time, ended", kApprise)};
    }
    if (!status) return {.what = fmt::format("run {}: ended by a signal", kApprise)};
    Failure failure{.what = fmt::format("run {}: exit status {}", kApprise, *status)};
    if (*status == 1) {
      failure.what += ": not every target took it (apprise -v --config=FILE says why)";
    } else if (*status == 2 || *status == 3) {
      failure.what += *status == 2 ? ": it does not know what it was asked"
                                   : ": the tag, or the lack of one, matches nothing";
      failure.cause = model::FailureCause::kRefused;
      failure.ends = Ends::kSink;
    }
    const std::string line = child_->last_line();
    if (!line.empty()) {
      failure.what +=
          ": " + text::shortened(text::printable(net::masked_secrets(line, options_.secrets)),
                                 kLongestAppriseComplaint);
    }
    return failure;
  }

  Options options_;
  const model::Clock& clock_;
  std::uint64_t row_ = 0;  // of the child
  std::unique_ptr<process::Child> child_;
  std::vector<Delivery> done_;  // could not be started
};

void check_apprise(config::TableReader& reader, const config::SinkSettings& sink) {
  if (!config::check_one_of(reader, sink, "url", "targets_file")) return;
  if (config::is_given(sink, "url")) return config::check_addresses(reader, sink, "url");
  config::check_needs(reader, sink, "allow_networks", "url");
  const config::FileContext& file = reader.file();
  if (file.named_files == config::NamedFiles::kCheck &&
      !config::is_program(std::string(kApprise), file.search_path)) {
    reader.problem("targets_file", "the program apprise is not found on $PATH",
                   "apt install apprise, or url = \"https://HOST/notify/KEY\"");
  }
}

}  // namespace

SinkType apprise_sink_type() {
  return {
      .keys = {.type = "apprise",
               .keys = with_http_keys(
                   {config::option_key("url", config::HttpUrlKind{}),
                    config::secret_key("targets_file", config::read_text),
                    config::option_key("tag", config::TextKind{}),
                    config::option_key("format", config::WordKind{{"text", "markdown"}},
                                       std::string("text")),
                    follow_up_key({"none", "new"})}),
               .check = check_apprise},
      .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                 const model::Clock& clock) -> std::unique_ptr<Notifier> {
        const auto& url = sink.option<std::string>("url");
        const auto& tag = sink.option<std::string>("tag");
        const AppriseFormat format = apprise_format(sink.option<std::string>("format"));
        if (!url.empty()) {
          return make_http_sink(sink, resources, clock,
                                std::make_unique<AppriseTarget>(url, tag, format));
        }
        return std::make_unique<AppriseProgram>(
            AppriseProgram::Options{sink.option<std::filesystem::path>("targets_file"), tag, format,
                                    target_secrets(sink.secret("targets_file")),
                                    resources.environment, sink.option<model::Duration>("timeout")},
            clock);
      }};
}

}  // namespace newswatch::notify
