// The output of a command: standard output, buffered, and one-line errors on standard error.
//
// If the reader goes away (`| head`), the command ends without an error. Any other failure to write
// (a full disk) is printed once and gives exit status 1. SIGPIPE must be ignored, as cli::main()
// does. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::cli::print {

// Where the output goes. Not a terminal: no colour, no limit of width.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;    // a terminal, TERM is not "dumb" and NO_COLOR is not set
  std::size_t width = 0;  // columns, 0: unlimited
};

enum class Style { kPlain, kBold, kDim, kGood, kWarn, kBad, kAccent };

// The text in the style's colour, or unchanged if the terminal has no colour.
std::string styled(std::string_view text, Style style, const Terminal& terminal);

class Output {
 public:
  explicit Output(int fd = 1);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  const Terminal& terminal() const { return terminal_; }
  void write(std::string_view text);
  void line(std::string_view text);
  void flush();
  // False: writing has failed; the command should stop.
  bool open() const { return error_ == 0; }
  // Sleeps; returns early when the reader goes away or a signal comes.
  void sleep(model::Duration time);
  // Flushes. Returns `status`, or 1 if writing has failed for another reason than a reader that
  // went away.
  int finish(int status);

 private:
  int fd_;
  Terminal terminal_;
  std::string buffer_;
  int error_ = 0;  // errno of the failed write
};

// Whether standard error is the journal of systemd, which reads a priority at the start of a line.
// Source: systemd.exec(5), $JOURNAL_STREAM.
bool is_journal();

// "newswatch: WHAT" as one line on standard error, safe on a terminal. In the journal it has the
// priority of a warning when it begins with "warning: ", else that of an error.
void complain(std::string_view what);

// To be called first of all. Without it a file of the store could get the number of a standard
// stream that is closed, and output would be written into it.
void open_closed_streams();

}  // namespace newswatch::cli::print
