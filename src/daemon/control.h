// Control: the socket at which commands ask the daemon that runs: a Unix stream socket `control` in
// the state folder, for its owner and group. One JSON object a line each way (control_json.h).
//
// Its owner, root and the members of a group that the config names may ask for anything; the others
// that can open it, for what changes nothing: how it is, a snapshot to copy. Who asks is told by
// the kernel (SO_PEERCRED, SO_PEERGROUPS). The main thread polls what watch() names and calls
// step(), which never waits for anybody. `ping` is answered here, and what AnswerHere takes; all
// else goes to the writer, one request at a time. A stranger's manners cost little: there are
// kConnections at most (a new one ends the oldest that the writer does not work for), a line has 64
// KiB at most, and whoever neither asks nor reads for 5 s is left. One thread, but for the writer's
// answers.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/messages.h"
#include "daemon/queue.h"
#include "model/clock.h"
#include "model/control_request.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::daemon {

class Control {
 public:
  static constexpr std::size_t kConnections = 16;
  static constexpr std::size_t kLongestLine = 64 * 1024;
  static constexpr model::Duration kPatience = std::chrono::seconds(5);

  // Answers what does not need the writer, at once. False: the writer is to be asked.
  using AnswerHere = std::function<bool(const model::ControlRequest&, model::ControlReply&)>;

  // group: its members may change things as well; empty: nobody's.
  // Replaces a socket that an earlier run left. `writer` and `clock` must outlive it. kPermanent:
  // it can't be made, or another file has its name.
  static model::Result<std::unique_ptr<Control>> open(const std::filesystem::path& state_dir,
                                                      Queue<WriterMessage>& writer,
                                                      const model::Clock& clock,
                                                      AnswerHere answer_here = {},
                                                      const std::string& group = {});
  ~Control();  // removes the socket
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  // Adds the descriptors to poll, and shortens `wait` where a time ends earlier.
  void watch(std::vector<pollfd>& fds, model::Duration& wait) const;
  void step();

 private:
  struct Connection {
    std::uint64_t id = 0;
    process::UniqueFd fd;
    std::string in, out;
    model::Monotonic deadline{};
    bool asked = false;  // the writer works for it, or will
    bool ended = false;  // nothing more is read
    bool may_change = false;
  };
  using Answer = std::pair<std::uint64_t, model::ControlReply>;  // to a connection

  Control(process::UniqueFd folder, process::UniqueFd socket, Queue<WriterMessage>& writer,
          const model::Clock& clock, AnswerHere answer_here, std::optional<gid_t> group);
  void accept_all();
  void take_answers();
  bool move_on(Connection& connection);
  void read_some(Connection& connection) const;
  bool write_some(Connection& connection) const;
  void take_line(Connection& connection, const std::string& line);
  void reply(Connection& connection, const model::ControlReply& what) const;
  void ask_writer();

  const process::UniqueFd folder_, socket_;
  Queue<WriterMessage>& writer_;
  const model::Clock& clock_;
  const AnswerHere answer_here_;
  const std::optional<gid_t> group_;  // that may change things
  const model::Monotonic begin_;
  const process::UniqueFd news_;  // there are answers
  const std::shared_ptr<Queue<Answer>> answers_;
  std::list<Connection> connections_;  // the oldest first
  std::uint64_t last_id_ = 0;
  std::deque<std::pair<std::uint64_t, model::ControlRequest>> requests_;  // for the writer
  bool writer_asked_ = false;
  model::Monotonic accept_at_{};  // not before: there were no descriptors
};

// Asks the daemon whose state folder this is. nullopt: none listens there. kTransient: it did not
// answer within `limit`, or may not be asked.
model::Result<std::optional<model::ControlReply>> ask_daemon(
    const std::filesystem::path& state_dir, const model::ControlRequest& request,
    model::Duration limit = std::chrono::seconds(30));

}  // namespace newswatch::daemon
