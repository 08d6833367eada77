#include "daemon/control.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <system_error>

#include "daemon/peer_rights.h"
#include "process/denial.h"
#include "record/control_json.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::daemon {
namespace {

using process::UniqueFd;

constexpr const char* kName = "control";
constexpr model::Duration kNoDescriptors = std::chrono::seconds(1);
constexpr int kBlocksAStep = 4;
tl::unexpected<model::Error> control_error(model::ErrorKind kind, std::string_view doing,
                                           const std::filesystem::path& state_dir,
                                           const std::string& why) {
  return model::fail(
      kind, fmt::format("{} {}: {}", doing, text::printable((state_dir / kName).native()), why));
}

std::string reason(int code) { return std::generic_category().message(code); }

std::string as_its_owner(const process::Denial& denied) {
  const std::string owner = process::shell_word(process::user_name(denied.owner));
  return process::to_string(denied, fmt::format("write: sudo -u {} newswatch ...", owner));
}

// A path that is longer than an address can be goes by the folder's descriptor.
sockaddr_un address_in(const UniqueFd& folder, const std::filesystem::path& state_dir) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string path = state_dir / kName;
  if (path.size() >= sizeof address.sun_path) {
    path = fmt::format("/proc/self/fd/{}/{}", folder.get(), kName);
  }
  std::ranges::copy(path, std::begin(address.sun_path));
  return address;
}

UniqueFd open_folder(const std::filesystem::path& state_dir) {
  return UniqueFd(::open(state_dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

UniqueFd new_socket(int flags) {
  return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
}

// Whether it changes nothing that is stored.
bool is_reading(model::ControlCommand command) {
  using enum model::ControlCommand;
  return command == kPing || command == kSnapshot || command == kSnapshotDrop;
}

// nullopt: there is no such socket now. Else why it stays.
std::optional<std::string> remove_old(const UniqueFd& folder) {
  struct stat info {};
  if (::fstatat(folder.get(), kName, &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? std::nullopt : std::optional(reason(errno));
  }
  if (!S_ISSOCK(info.st_mode)) return "there is a file of that name that is no socket";
  if (::unlinkat(folder.get(), kName, 0) != 0) return "remove the old one: " + reason(errno);
  return std::nullopt;
}

}  // namespace

model::Result<std::unique_ptr<Control>> Control::open(const std::filesystem::path& state_dir,
                                                      Queue<WriterMessage>& writer,
                                                      const model::Clock& clock,
                                                      AnswerHere answer_here,
                                                      const std::string& group) {
  const auto failed = [&](const std::string& why) {
    return control_error(model::ErrorKind::kPermanent, "listen at", state_dir, why);
  };
  const auto changing = changing_group(group);
  if (!changing) return failed(changing.error().context);
  UniqueFd folder = open_folder(state_dir);
  if (!folder.valid()) return failed(reason(errno));
  if (const auto why = remove_old(folder)) return failed(*why);
  UniqueFd socket = new_socket(SOCK_NONBLOCK);
  if (!socket.valid()) return failed(reason(errno));
  const sockaddr_un address = address_in(folder, state_dir);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::fchmodat(folder.get(), kName, 0660, 0) != 0 ||
      ::listen(socket.get(), static_cast<int>(kConnections)) != 0) {
    return failed(reason(errno));
  }
  return std::unique_ptr<Control>(new Control(std::move(folder), std::move(socket), writer, clock,
                                              std::move(answer_here), *changing));
}

Control::Control(UniqueFd folder, UniqueFd socket, Queue<WriterMessage>& writer,
                 const model::Clock& clock, AnswerHere answer_here, std::optional<gid_t> group)
    : folder_(std::move(folder)),
      socket_(std::move(socket)),
      writer_(writer),
      clock_(clock),
      answer_here_(std::move(answer_here)),
      group_(group),
      begin_(clock.monotonic()),
      news_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      answers_(std::make_shared<Queue<Answer>>(kConnections)) {}

Control::~Control() { ::unlinkat(folder_.get(), kName, 0); }

void Control::watch(std::vector<pollfd>& fds, model::Duration& wait) const {
  const model::Monotonic now = clock_.monotonic();
  const auto until = [&](model::Monotonic time) {
    wait = std::min(wait, std::max(time - now, model::Duration(0)));
  };
  fds.push_back({news_.get(), POLLIN, 0});
  if (accept_at_ > now) {
    until(accept_at_);
  } else {
    fds.push_back({socket_.get(), POLLIN, 0});
  }
  for (const Connection& one : connections_) {
    if (one.asked) continue;  // until the writer answers
    fds.push_back({one.fd.get(), static_cast<short>(one.out.empty() ? POLLIN : POLLOUT), 0});
    until(one.deadline);
  }
}

void Control::step() {
  std::uint64_t news = 0;
  [[maybe_unused]] const ssize_t read = ::read(news_.get(), &news, sizeof news);
  take_answers();
  accept_all();
  std::erase_if(connections_, [&](Connection& one) { return !move_on(one); });
  ask_writer();
}

void Control::accept_all() {
  if (clock_.monotonic() < accept_at_) return;
  for (std::size_t i = 0; i < kConnections; ++i) {
    UniqueFd fd(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.valid()) {
      const bool quiet = errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
      if (!quiet) accept_at_ = clock_.monotonic() + kNoDescriptors;
      return;
    }
    if (connections_.size() >= kConnections) {
      const auto oldest = std::ranges::find(connections_, false, &Connection::asked);
      if (oldest == connections_.end()) continue;  // the new one is left
      connections_.erase(oldest);
    }
    Connection& added = connections_.emplace_back();
    added.id = ++last_id_;
    added.fd = std::move(fd);
    added.deadline = clock_.monotonic() + kPatience;
    added.may_change = peer_may_change(added.fd.get(), group_);
  }
}

void Control::take_answers() {
  while (auto answer = answers_->try_pop()) {
    writer_asked_ = false;
    const auto to = std::ranges::find(connections_, answer->first, &Connection::id);
    if (to == connections_.end()) continue;
    to->asked = false;
    reply(*to, answer->second);
  }
}

// False: the connection is over.
bool Control::move_on(Connection& connection) {
  if (connection.asked) return true;
  if (clock_.monotonic() >= connection.deadline) return false;
  if (!write_some(connection)) return false;
  if (!connection.out.empty()) return true;
  if (!connection.ended) read_some(connection);
  for (std::size_t end = 0; !connection.asked && connection.out.empty();) {
    end = connection.in.find('\n');
    if (end == std::string::npos || end >= kLongestLine) break;
    const std::string line = connection.in.substr(0, end);
    connection.in.erase(0, end + 1);
    take_line(connection, line);
    if (!write_some(connection)) return false;
  }
  if (connection.asked || !connection.out.empty()) return true;
  if (connection.in.size() >= kLongestLine) {
    model::ControlReply refused;
    refused.error = fmt::format("a request has at most {} bytes in its line", kLongestLine);
    connection.in.clear();
    connection.ended = true;
    reply(connection, refused);
    return write_some(connection) && !connection.out.empty();
  }
  return !connection.ended;  // half a line asks for nothing
}

void Control::read_some(Connection& connection) const {
  std::array<char, 16 * 1024> block;
  for (int i = 0; i <= kBlocksAStep && connection.in.size() < kLongestLine; ++i) {
    const ssize_t got = ::recv(connection.fd.get(), block.data(), block.size(), MSG_DONTWAIT);
    if (got < 0) {
      connection.ended = errno != EAGAIN && errno != EINTR;
      return;
    }
    if (got == 0) {
      connection.ended = true;  // it may still read
      return;
    }
    connection.in.append(block.data(), static_cast<std::size_t>(got));
  }
}

// False: nobody reads any more.
bool Control::write_some(Connection& connection) const {
  while (!connection.out.empty()) {
    const ssize_t put = ::send(connection.fd.get(), connection.out.data(), connection.out.size(),
                               MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put < 0) return errno == EAGAIN || errno == EINTR;
    connection.out.erase(0, static_cast<std::size_t>(put));
  }
  return true;
}

void Control::take_line(Connection& connection, const std::string& line) {
  model::ControlReply answer;
  auto request = record::read_control_request(line);
  if (!request) {
    answer.error = request.error().context;
  } else if (!connection.may_change && !is_reading(request->command)) {
    answer.error =
        "only root, the user of the service and the members of control_group may change this";
  } else if (!(answer_here_ && answer_here_(*request, answer)) &&
             request->command != model::ControlCommand::kPing) {
    connection.asked = true;
    requests_.emplace_back(connection.id, std::move(*request));
    return;
  }
  reply(connection, answer);
}

void Control::reply(Connection& connection, const model::ControlReply& what) const {
  model::ControlReply signed_reply = what;
  signed_reply.pid = static_cast<std::uint64_t>(::getpid());
  signed_reply.uptime = clock_.monotonic() - begin_;
  connection.out += record::control_reply_json(signed_reply) + "\n";
  connection.deadline = clock_.monotonic() + kPatience;
}

// One at a time, and before all that waits there: the queue stays bounded, and this never blocks.
void Control::ask_writer() {
  if (writer_asked_ || requests_.empty()) return;
  writer_asked_ = true;
  auto [id, request] = std::move(requests_.front());
  requests_.pop_front();
  // The writer may answer after the end of this value.
  const auto wake = std::make_shared<UniqueFd>(::fcntl(news_.get(), F_DUPFD_CLOEXEC, 0));
  writer_.push_first(Command{
      std::move(request), [asker = id, wake, answers = answers_](model::ControlReply answer) {
        Answer to(asker, std::move(answer));
        answers->try_push(to);
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(wake->get(), &one, sizeof one);
      }});
}

model::Result<std::optional<model::ControlReply>> ask_daemon(const std::filesystem::path& state_dir,
                                                             const model::ControlRequest& request,
                                                             model::Duration limit) {
  const auto failed = [&](const std::string& why) {
    return control_error(model::ErrorKind::kTransient, "the daemon does not answer at", state_dir,
                         why);
  };
  const UniqueFd folder = open_folder(state_dir);
  if (!folder.valid()) {
    if (errno == ENOENT) return std::nullopt;
    return failed(reason(errno));
  }
  const UniqueFd socket = new_socket(0);
  if (!socket.valid()) return failed(reason(errno));
  const timeval patience{.tv_sec = limit.count() / 1000, .tv_usec = limit.count() % 1000 * 1000};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const sockaddr_un address = address_in(folder, state_dir);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int code = errno;
    if (code == ENOENT || code == ECONNREFUSED) return std::nullopt;
    if (const auto denied = process::denial(state_dir / kName, process::Wish::kWrite)) {
      return model::fail(model::ErrorKind::kTransient,
                         "the daemon may not be asked: " + as_its_owner(*denied));
    }
    return failed(reason(code));
  }
  const std::string line = record::control_request_json(request) + "\n";
  if (::send(socket.get(), line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size())) {
    return failed("it takes no request: " + reason(errno));
  }
  std::string answer;
  std::array<char, 4096> block;
  while (answer.find('\n') == std::string::npos) {
    const ssize_t got = ::recv(socket.get(), block.data(), block.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ECONNRESET) return failed("it ended without an answer");
    if (got < 0) return failed("nothing within " + text::duration(limit) + "; it may do so later");
    if (got == 0) return failed("it ended without an answer");
    answer.append(block.data(), static_cast<std::size_t>(got));
  }
  auto reply = record::read_control_reply(std::string_view(answer).substr(0, answer.find('\n')));
  if (!reply) return failed(reply.error().context);
  return std::optional(std::move(*reply));
}

}  // namespace newswatch::daemon
