// Transfer: one GET request over one libcurl easy handle, redirects included.
//
// A redirect is a new hop, which is set up here and not by libcurl. So each target is checked,
// credentials and the caller's headers go only to the first origin, and permanent redirects are
// known from others. Validators are sent on every hop, because they belong to the document in the
// end. The owner adds handle() to its multi handle, and again after each hop. One thread.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/fetcher.h"
#include "fetch/response_head.h"
#include "fetch/spool.h"
#include "model/clock.h"
#include "net/address_guard.h"
#include "net/content_coding.h"
#include "net/curl_handle.h"
#include "net/curl_setup.h"
#include "net/url.h"

namespace newswatch::fetch {

// What the transfers of a fetcher share.
struct TransferContext {
  net::AddressGuard guard;
  std::shared_ptr<const net::CaBundle> trusted;
  net::ProxyEnvironment proxies;  // for requests whose proxy is "env"
  const model::Clock& clock;
  std::shared_ptr<Spool> spool;  // nullptr: bodies stay in memory
};

class Transfer {
 public:
  using Handle = net::CurlHandle::Easy;

  // `handle` is one from give_back(), or nullptr for a new one.
  Transfer(Request request, std::shared_ptr<const TransferContext> context,
           Handle handle = nullptr);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Sets up the first hop. kPermanent: the URL, its address or a header is refused.
  model::Result<void> begin();
  // To be called when libcurl has ended a hop. nullopt: the next hop is set up. Else the result.
  std::optional<model::Result<Response>> hop_ended(CURLcode code);
  // The error of a transfer whose deadline passed before its hop could start.
  model::Result<Response> expired() const;
  // To be called when the handle goes into the multi handle. The time-out of the hop begins here,
  // because the transfer may have waited before.
  void hop_starts();

  CURL* handle() const { return curl_.get(); }
  // Resets the handle for another transfer. This one has ended, and the handle is out of the multi
  // handle.
  Handle give_back() { return curl_.give_back(); }
  std::uint64_t id() const { return request_.id; }
  model::Monotonic deadline() const { return deadline_; }
  model::Monotonic last_moved() const { return moved_; }
  bool needs_lookup() const { return curl_.needs_lookup(); }  // the host of the hop is a name
  bool looking_up() const { return curl_.looking_up(); }      // its address is not known yet

 private:
  struct Answer {  // what came on this hop
    ResponseHead head;
    std::string body;          // decoded; empty when it is spooled
    std::string refusal_page;  // the beginning of the page
    std::size_t received = 0;  // bytes of the body as they came
    std::size_t wire = 0;      // the same with the frames of its chunks, and without the head
    bool head_too_large = false, body_too_large = false, frames_too_large = false;
    std::shared_ptr<SpooledBody> spooled;
    std::optional<model::Error> spool_error;
    std::unique_ptr<net::ContentDecoder> decoder;  // made with the first byte of the body
  };

  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) noexcept;
  static int on_wire(CURL*, curl_infotype type, char*, std::size_t count, void* self) noexcept;
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) noexcept;

  bool header_line(std::string_view line);
  bool body_part(std::string_view bytes);
  bool decoded_part(std::string_view bytes);
  bool keep(std::string_view bytes);
  void moved() { moved_ = context_.clock.monotonic(); }
  model::Result<void> set_up_hop(net::Url url);
  bool set_options(bool at_home);
  bool set_headers(bool at_home);
  std::optional<model::Result<Response>> follow();
  Response finished();
  std::string challenge_of(const Response& response) const;
  std::string wish_for_cookie() const;
  // `cause`: of the error; empty: `what`.
  tl::unexpected<model::Error> fail(model::ErrorKind kind, std::string_view what,
                                    std::string_view cause = {}) const;
  tl::unexpected<model::Error> failure(CURLcode code) const;
  tl::unexpected<model::Error> refused(std::string_view why) const;
  model::Duration connect_time() const;  // time-out for name, connection and TLS of a hop
  std::string timed_out() const;
  std::string trail() const;
  // A URL as a message may show it.
  std::string shown(std::string_view url) const;

  const Request request_;
  const std::shared_ptr<const TransferContext> shared_;
  const TransferContext& context_;
  const model::Monotonic started_, deadline_;
  model::Monotonic moved_;
  net::CurlHandle curl_;
  std::string home_;                  // the origin of the first hop
  std::string user_, password_;       // from the request's URL, percent-encoded as there
  std::vector<std::string> visited_;  // the URLs of all hops; the last one is running
  bool permanent_so_far_ = true;
  std::string moved_to_;
  bool cookie_came_ = false;  // on any hop
  Answer answer_;
};

}  // namespace newswatch::fetch
