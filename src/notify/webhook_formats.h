// What type = "webhook" sends in each of its formats, and what the answers of some targets mean.
//
// Text of feeds is escaped as the target shows it, and nobody can be mentioned. The limits of the
// targets are kept; what does not fit is left out, the least important first. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/notification.h"
#include "net/http_message.h"
#include "notify/notifier.h"

namespace newswatch::notify {

struct WebhookContent {
  std::string body;
  std::vector<net::HttpHeader> headers = {};  // beside Content-Type
  std::string_view type = "application/json";
};

// Of the targets that ask for them.
struct WebhookKeys {
  std::string token, user;
};

struct WebhookFormat {
  std::string_view name;  // as the config has it
  WebhookContent (*content)(const model::Notification& notification, const WebhookKeys& keys);
  // Corrects what the status and the usual headers say; nullptr: they say all.
  DeliveryResult (*read)(DeliveryResult result, const net::HttpResponse& answer,
                         model::Time now) = nullptr;
  bool has_token = false, has_user = false;  // whether keys.token, keys.user must be given
  std::string_view path = {};                // put behind an address that does not end with it
  std::string_view usual_url = {};           // where the service is, if there is only one
};

// nullptr: there is none of that name.
const WebhookFormat* find_webhook_format(std::string_view name);
std::vector<std::string_view> webhook_format_names();  // the default first

}  // namespace newswatch::notify
