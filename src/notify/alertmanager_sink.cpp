#include "notify/alertmanager_sink.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"
#include "config/table_reader.h"
#include "net/masked_secrets.h"
#include "net/url.h"
#include "notify/http_sink.h"
#include "notify/markup.h"
#include "notify/message.h"
#include "record/json_io.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/fit.h"
#include "text/percent.h"

namespace newswatch::notify {
namespace {

// Bytes. Alertmanager has no limits; what it hands on to has.
constexpr std::size_t kLongestLabel = 1'000;
constexpr std::size_t kLongestSummary = 1'000;
constexpr std::size_t kLongestDescription = 8'000;

// What makes one alert of two posts.
struct AlertLabels {
  std::string alertname, kind, event, severity, topic;  // kind and topic may be empty
};

struct Alert {
  AlertLabels labels;
  model::Time starts{}, ends{};
};

std::string label_text(std::string_view text) {
  return text::fit(text::visible(text), kLongestLabel, text::Unit::kBytes);
}

std::string severity_of(model::Priority priority) {
  if (priority == model::Priority::kHighest) return "critical";
  return priority == model::Priority::kHigh ? "warning" : "info";
}

std::string reference_of(const AlertLabels& labels) {
  return fmt::format("{} {} {}", labels.event, labels.severity, labels.topic);
}

// Of an event or a summary. What changes an alert has the labels of what began it.
AlertLabels event_labels(const model::OutboxRow& row) {
  const model::Notification& n = row.notification;
  AlertLabels labels{.alertname = "NewswatchEvent",
                     .event = n.event.id.empty() ? n.id : n.event.id,
                     .severity = severity_of(n.priority),
                     .topic = label_text(fmt::format("{}", fmt::join(n.event.topics, ",")))};
  if (row.follow == model::FollowUp::kOwn) return labels;
  std::string_view rest = row.reference;
  labels.event = text::take_piece(rest, " ");
  const std::string_view severity = text::take_piece(rest, " ");
  if (!severity.empty()) {
    labels.severity = severity;
    labels.topic = rest;
  }
  return labels;
}

// One for each subject, so that each can be over at its own time.
std::vector<Alert> trouble_alerts(const model::Notification& n, model::Time now, model::Time ends) {
  constexpr std::string_view kRecovered = ".recovered";
  std::string_view kind = n.type;
  const bool is_over = kind.ends_with(kRecovered);
  if (is_over) kind.remove_suffix(kRecovered.size());
  std::vector<Alert> alerts;
  for (const model::TroubleSubject& subject : n.subjects) {
    std::string about = label_text(subject.feed.empty() ? subject.sink : subject.feed);
    if (about.empty()) about = "newswatch";
    alerts.push_back({{.alertname = "NewswatchTrouble",
                       .kind = std::string(kind),
                       .event = std::move(about),
                       .severity = "warning"},
                      subject.since,
                      is_over ? now : ends});
  }
  return alerts;
}

std::vector<Alert> alerts_of(const model::OutboxRow& row, model::Time now, model::Time ends) {
  const model::Notification& n = row.notification;
  if (n.event.id.empty() && !n.subjects.empty()) return trouble_alerts(n, now, ends);
  const bool dated = n.event.first_seen != model::Time{};
  return {{event_labels(row), dated ? n.event.first_seen : n.time, ends}};
}

// The link, if Alertmanager takes it (it refuses the whole alert else): Go's url.Parse wants whole
// percent-escapes everywhere, and none in the host.
std::string generator_url(const std::string& link) {
  if (!net::parse_http(link)) return {};
  const std::size_t path = link.find_first_of("/?#", link.find("//") + 2);
  if (link.find('%') < path) return {};
  for (std::size_t at = link.find('%'); at != link.npos; at = link.find('%', at + 1)) {
    if (text::percent_byte(link, at) < 0) return {};
  }
  return link;
}

std::string alert_json(const Alert& alert, const Message& message, const model::Notification& n) {
  record::JsonWriter io;
  io.object("labels", [&](auto& labels) {
    labels.field("alertname", alert.labels.alertname);
    if (!alert.labels.kind.empty()) labels.field("kind", alert.labels.kind);
    labels.field("event", alert.labels.event);
    labels.field("severity", alert.labels.severity);
    if (!alert.labels.topic.empty()) labels.field("topic", alert.labels.topic);
    labels.field("service", "newswatch");
  });
  io.object("annotations", [&](auto& annotations) {
    annotations.field("summary", text::fit(heading(message), kLongestSummary, text::Unit::kBytes));
    const std::string description =
        body(message, plain_text(), kLongestDescription, text::Unit::kBytes, Title::kElsewhere);
    if (!description.empty()) annotations.field("description", description);
    if (!message.link.empty()) annotations.field("link", message.link);
    if (!n.event.outlets.empty()) {
      annotations.field("outlets", label_text(fmt::format("{}", fmt::join(n.event.outlets, ", "))));
    }
  });
  io.field("startsAt", std::min(alert.starts, alert.ends));
  io.field("endsAt", alert.ends);
  const std::string url = generator_url(message.link);
  if (!url.empty()) io.field("generatorURL", url);
  return io.text();
}

class AlertmanagerTarget final : public HttpTarget {
 public:
  AlertmanagerTarget(std::vector<std::string> urls, std::string credentials,
                     model::Duration resolve_after)
      : urls_(std::move(urls)),
        credentials_(std::move(credentials)),
        resolve_after_(resolve_after) {
    for (std::string& url : urls_) {
      url = net::without_end_slashes(std::move(url)) + "/api/v2/alerts";
    }
  }

  std::vector<net::HttpRequest> requests(const model::OutboxRow& row, model::Time now) override {
    const Message message = message_of(row.notification);
    std::vector<std::string> alerts;
    for (const Alert& alert : alerts_of(row, now, now + resolve_after_)) {
      alerts.push_back(alert_json(alert, message, row.notification));
    }
    std::vector<net::HttpRequest> requests;
    for (const std::string& url : urls_) {
      net::HttpRequest request{.url = url, .headers = {{"Content-Type", "application/json"}}};
      request.body = fmt::format("[{}]", fmt::join(alerts, ","));
      request.credentials = credentials_;
      requests.push_back(std::move(request));
    }
    return requests;
  }

  std::optional<DeliveryResult> read(const model::OutboxRow& row, const net::HttpResponse& answer,
                                     model::Time) override {
    DeliveryResult result = by_status(answer, complaint_of(answer));
    if (result && row.notification.subjects.empty()) {
      result->reference = reference_of(event_labels(row));
    }
    return result;
  }

  // Whatever is posted twice is one alert.
  std::size_t most_at_once() const override { return 4; }
  std::vector<std::string> secrets() const override { return net::secrets_of(credentials_, {}); }

 private:
  std::vector<std::string> urls_;
  const std::string credentials_;
  const model::Duration resolve_after_;
};

void check_alertmanager(config::TableReader& reader, const config::SinkSettings& sink) {
  if (reader.has("urls") && !config::is_given(sink, "urls")) {
    reader.problem("urls", "urls names no Alertmanager", "urls = [\"https://HOST:9093\"]");
  }
  config::check_addresses(reader, sink, "urls");
}

}  // namespace

SinkType alertmanager_sink_type() {
  using namespace std::chrono_literals;
  return {.keys = {.type = "alertmanager",
                   .keys = with_http_keys(
                       {config::option_key("urls", config::HttpUrlsKind{.needed = true}),
                        config::secret_key("auth_file", config::read_auth),
                        config::option_key("resolve_after", config::DurationKind{1min, 720h}, 1h),
                        follow_up_key({"edit", "none"})}),
                   .check = check_alertmanager},
          .make = [](const config::SinkSettings& sink, const SinkResources& resources,
                     const model::Clock& clock) {
            return make_http_sink(
                sink, resources, clock,
                std::make_unique<AlertmanagerTarget>(
                    sink.option<std::vector<std::string>>("urls"), sink.secret("auth_file"),
                    sink.option<model::Duration>("resolve_after")));
          }};
}

}  // namespace newswatch::notify
