// Gate: whether a request may be answered at all: by whom, under which name, from which page.
//
// A name that is not ours is refused, or a foreign page could have its visitor's browser read this
// one (DNS rebinding). Who must know a token says it as a password or as a bearer. A change is a
// POST from our own page (Origin, Sec-Fetch-Site) with the token of its form, or by a program with
// a bearer, and by somebody who may change things: who knows the token of the config, or has the
// rights of the control socket. Pure; any thread.
// Source: OWASP's cheat sheet on cross-site request forgery; RFC 7617; RFC 6750.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/exchange.h"

namespace newswatch::web {

class Gate {
 public:
  // token: that of the config; empty: none. form_token: a secret of this run.
  Gate(std::string token, std::vector<std::string> hosts, std::string form_token);

  // The refusal; nullopt: it may be answered.
  std::optional<Response> refuse(const Request& request) const;
  bool may_change(const Request& request) const;
  const std::string& form_token() const { return form_token_; }

 private:
  bool knows_token(const Request& request) const;
  bool is_ours(std::string_view host) const;
  bool is_from_elsewhere(const Request& request) const;

  const std::string token_;
  const std::vector<std::string> hosts_;
  const std::string form_token_;
};

// Compares without telling by its time how much is right.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace newswatch::web
