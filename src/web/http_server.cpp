#include "web/http_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <vector>

#include "process/unique_fd.h"
#include "web/listen_socket.h"

namespace newswatch::web {
namespace {

using config::ListenAddress;
using process::UniqueFd;

constexpr std::size_t kLargestBody = 64UL * 1024, kLargestHead = 16UL * 1024;
constexpr std::size_t kLargestBacklog = 1024UL * 1024;  // of one stream
constexpr int kIdle = 30;                               // seconds
constexpr int kStreamIdle = 3600 * 24;                  // comments keep it alive
// libevent does not say when a connection ends, but how many events it has: some two for each.
constexpr int kMostEvents = 500;
constexpr timeval kRoomAgain{1, 0};

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* what) const { free(what); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Free<T, free>>;

std::string header(evhttp_request* request, const char* name) {
  const char* value = evhttp_find_header(evhttp_request_get_input_headers(request), name);
  return value == nullptr ? std::string() : std::string(value);
}

Params params_of(const char* query) {
  Params out;
  evkeyvalq list{};
  if (query != nullptr && evhttp_parse_query_str(query, &list) == 0) {
    for (const evkeyval* one = list.tqh_first; one != nullptr; one = one->next.tqe_next) {
      out[one->key] = one->value;
    }
  }
  evhttp_clear_headers(&list);
  return out;
}

std::string method_of(evhttp_request* request) {
  switch (evhttp_request_get_command(request)) {
    case EVHTTP_REQ_GET:
      return "GET";
    case EVHTTP_REQ_HEAD:
      return "HEAD";
    default:
      return "POST";
  }
}

std::string body_of(evhttp_request* request) {
  evbuffer* input = evhttp_request_get_input_buffer(request);
  std::string body(evbuffer_get_length(input), '\0');
  evbuffer_copyout(input, body.data(), body.size());
  return body;
}

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(Handler handler) : handler_(std::move(handler)) {}
  ~Impl() {
    if (http_) evhttp_free(http_);  // its listeners and connections as well
    if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  model::Result<void> open(const ListenAddress& address) {
    where_ = listening_at(address, -1);
    auto sockets = listen_at(address);
    if (!sockets) return tl::unexpected(sockets.error());
    where_ = listening_at(address, sockets->front().get());
    if (address.kind == ListenAddress::Kind::kUnix) unix_path_ = address.path;
    wake_fd_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    base_.reset(event_base_new());
    if (!base_ || !wake_fd_.valid()) return not_listening(where_, "no event loop");
    http_ = evhttp_new(base_.get());
    if (http_ == nullptr) return not_listening(where_, "out of memory");
    evhttp_set_max_body_size(http_, kLargestBody);
    evhttp_set_max_headers_size(http_, kLargestHead);
    evhttp_set_timeout(http_, kIdle);
    evhttp_set_allowed_methods(http_, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST);
    evhttp_set_default_content_type(http_, nullptr);
    evhttp_set_gencb(
        http_, [](evhttp_request* request, void* self) { static_cast<Impl*>(self)->take(request); },
        this);
    evhttp_set_bevcb(
        http_,
        [](event_base* base, void* self) {
          static_cast<Impl*>(self)->bound();
          return bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
        },
        this);
    for (UniqueFd& fd : *sockets) {
      evconnlistener* listener =
          evconnlistener_new(base_.get(), nullptr, nullptr,
                             LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd.get());
      if (listener == nullptr) return not_listening(where_, "out of memory");
      static_cast<void>(fd.release());
      evhttp_bind_listener(http_, listener);
      listeners_.push_back(listener);
    }
    wake_.reset(event_new(
        base_.get(), wake_fd_.get(), EV_READ | EV_PERSIST,
        [](int, short, void* self) { static_cast<Impl*>(self)->woken(); }, this));
    beat_timer_.reset(event_new(
        base_.get(), -1, EV_PERSIST,
        [](int, short, void* self) { static_cast<Impl*>(self)->tick(); }, this));
    room_.reset(event_new(
        base_.get(), -1, 0, [](int, short, void* self) { static_cast<Impl*>(self)->make_room(); },
        this));
    event_add(wake_.get(), nullptr);
    return {};
  }

  void run(daemon::Beat& beat) {
    beat_ = &beat;
    beat.step();
    const model::Duration every = std::min<model::Duration>(kHeartbeat, beat.longest_sleep());
    const timeval period{every.count() / 1000, every.count() % 1000 * 1000};
    event_add(beat_timer_.get(), &period);
    event_base_dispatch(base_.get());
  }

  void stop() {
    stopping_ = true;
    wake();
  }

  void wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake_fd_.get(), &one, sizeof one);
  }

  void finish(std::uint64_t id, Response response) {
    {
      const std::scoped_lock lock(mutex_);
      finished_.emplace_back(id, std::move(response));
    }
    wake();
  }

  void send(const std::string& piece) {
    std::vector<std::uint64_t> slow;
    for (const auto& [id, exchange] : exchanges_) {
      if (!exchange.stream) continue;
      bufferevent* to = evhttp_connection_get_bufferevent(exchange.connection);
      if (evbuffer_get_length(bufferevent_get_output(to)) > kLargestBacklog) {
        slow.push_back(id);
        continue;
      }
      send_chunk(exchange.request, piece);
    }
    for (const std::uint64_t id : slow) close(id);
  }

  std::size_t streams() const { return streams_; }
  const std::string& where() const { return where_; }

 private:
  struct Exchange {
    evhttp_request* request = nullptr;
    evhttp_connection* connection = nullptr;  // the request forgets it when it breaks
    bool stream = false;
  };

  static evhttp_connection* connection_of(evhttp_request* request) {
    return evhttp_request_get_connection(request);
  }

  static void send_chunk(evhttp_request* request, const std::string& piece) {
    const Owned<evbuffer, evbuffer_free> buffer(evbuffer_new());
    evbuffer_add(buffer.get(), piece.data(), piece.size());
    evhttp_send_reply_chunk(request, buffer.get());
  }

  // Too many connections must not take the descriptors that the watch needs.
  void bound() {
    if (event_base_get_num_events(base_.get(), EVENT_BASE_COUNT_ADDED) < kMostEvents) return;
    for (evconnlistener* listener : listeners_) evconnlistener_disable(listener);
    event_add(room_.get(), &kRoomAgain);
  }

  void make_room() {
    if (event_base_get_num_events(base_.get(), EVENT_BASE_COUNT_ADDED) >= kMostEvents) {
      event_add(room_.get(), &kRoomAgain);
      return;
    }
    for (evconnlistener* listener : listeners_) evconnlistener_enable(listener);
  }

  void woken() {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_fd_.get(), &count, sizeof count);
    if (stopping_) {
      event_base_loopbreak(base_.get());
      return;
    }
    std::vector<std::pair<std::uint64_t, Response>> finished;
    {
      const std::scoped_lock lock(mutex_);
      finished.swap(finished_);
    }
    for (auto& [id, response] : finished) {
      const auto at = exchanges_.find(id);
      if (at == exchanges_.end()) continue;
      evhttp_request* request = at->second.request;
      exchanges_.erase(at);
      evhttp_connection_set_closecb(connection_of(request), nullptr, nullptr);
      send_whole(request, response);
    }
    if (handler_.woken) handler_.woken();
  }

  void tick() {
    beat_->step();
    if (streams_ > 0) send(": \n\n");
  }

  Request read(evhttp_request* from) {
    Request request;
    request.method = method_of(from);
    const evhttp_uri* uri = evhttp_request_get_evhttp_uri(from);
    const char* path = uri == nullptr ? nullptr : evhttp_uri_get_path(uri);
    if (path != nullptr) {
      std::size_t size = 0;
      const std::unique_ptr<char, void (*)(void*)> decoded(evhttp_uridecode(path, 0, &size),
                                                           std::free);
      if (decoded) request.path.assign(decoded.get(), size);
    }
    if (uri != nullptr) request.query = params_of(evhttp_uri_get_query(uri));
    if (request.method == "POST") request.form = params_of(body_of(from).c_str());
    request.host = header(from, "Host");
    request.origin = header(from, "Origin");
    request.fetch_site = header(from, "Sec-Fetch-Site");
    request.authorization = header(from, "Authorization");
    request.last_event_id = header(from, "Last-Event-ID");
    if (is_unix(from)) {
      request.peer.local = true;
      request.peer.may_change = handler_.may_change && handler_.may_change(fd_of(from));
    }
    return request;
  }

  static int fd_of(evhttp_request* request) {
    return bufferevent_getfd(evhttp_connection_get_bufferevent(connection_of(request)));
  }

  static bool is_unix(evhttp_request* request) {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    return ::getsockname(fd_of(request), reinterpret_cast<sockaddr*>(&at), &size) == 0 &&
           at.ss_family == AF_UNIX;
  }

  void take(evhttp_request* from) {
    const std::uint64_t id = ++last_id_;
    const Request request = read(from);
    const bool may_stream = streams_ < kMostStreams;
    Response response = handler_.answer(request, id);
    if (response.kind == Response::Kind::kStream && !may_stream) {
      response = plain(503, "64 streams are open, which is all that there are; ask again later");
      response.headers.emplace_back("Retry-After", "30");
    }
    if (response.kind == Response::Kind::kWhole) {
      send_whole(from, response);
      return;
    }
    exchanges_[id] = {from, connection_of(from), response.kind == Response::Kind::kStream};
    watch(from);
    if (response.kind != Response::Kind::kStream) return;
    ++streams_;
    evhttp_connection_set_timeout(connection_of(from), kStreamIdle);
    add_headers(from, response);
    evhttp_send_reply_start(from, response.status, nullptr);
    send_chunk(from, response.body.empty() ? std::string(": \n\n") : response.body);
  }

  // The exchanges of a connection end with it. A request that has lost its connection is ours to
  // free, which the end of a reply does; the others evhttp frees with the connection.
  void watch(evhttp_request* request) {
    evhttp_connection_set_closecb(
        connection_of(request),
        [](evhttp_connection* connection, void* self) {
          static_cast<Impl*>(self)->closed(connection);
        },
        this);
  }

  void closed(evhttp_connection* connection) {
    for (auto at = exchanges_.begin(); at != exchanges_.end();) {
      const Exchange exchange = at->second;
      if (exchange.connection != connection) {
        ++at;
        continue;
      }
      if (exchange.stream) --streams_;
      at = exchanges_.erase(at);
      if (connection_of(exchange.request) == nullptr) evhttp_send_reply_end(exchange.request);
    }
  }

  void close(std::uint64_t id) {
    const auto at = exchanges_.find(id);
    if (at == exchanges_.end()) return;
    evhttp_connection_free(at->second.connection);  // calls closed()
  }

  static void add_headers(evhttp_request* to, const Response& response) {
    evkeyvalq* headers = evhttp_request_get_output_headers(to);
    evhttp_add_header(headers, "Content-Type", response.type.c_str());
    for (const auto& [name, value] : response.headers) {
      evhttp_add_header(headers, name.c_str(), value.c_str());
    }
  }

  static void send_whole(evhttp_request* to, const Response& response) {
    add_headers(to, response);
    const Owned<evbuffer, evbuffer_free> body(evbuffer_new());
    if (evhttp_request_get_command(to) == EVHTTP_REQ_HEAD) {
      evhttp_add_header(evhttp_request_get_output_headers(to), "Content-Length",
                        std::to_string(response.body.size()).c_str());
    } else {
      evbuffer_add(body.get(), response.body.data(), response.body.size());
    }
    evhttp_send_reply(to, response.status, nullptr, body.get());
  }

  const Handler handler_;
  std::string where_, unix_path_;
  UniqueFd wake_fd_;
  Owned<event_base, event_base_free> base_;
  evhttp* http_ = nullptr;
  std::vector<evconnlistener*> listeners_;  // of http_
  Owned<event, event_free> wake_, beat_timer_, room_;
  daemon::Beat* beat_ = nullptr;
  std::atomic<bool> stopping_ = false;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Exchange> exchanges_;  // that are not over
  std::size_t streams_ = 0;
  std::mutex mutex_;
  std::vector<std::pair<std::uint64_t, Response>> finished_;  // guarded by mutex_
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

model::Result<std::unique_ptr<HttpServer>> HttpServer::open(const config::ListenAddress& address,
                                                            Handler handler) {
  auto impl = std::make_unique<Impl>(std::move(handler));
  if (auto done = impl->open(address); !done) return tl::unexpected(done.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::string HttpServer::where() const { return impl_->where(); }
void HttpServer::run(daemon::Beat& beat) { impl_->run(beat); }
void HttpServer::stop() { impl_->stop(); }
void HttpServer::wake() { impl_->wake(); }
void HttpServer::finish(std::uint64_t id, Response response) {
  impl_->finish(id, std::move(response));
}
void HttpServer::send(const std::string& piece) { impl_->send(piece); }
std::size_t HttpServer::streams() const { return impl_->streams(); }

}  // namespace newswatch::web
