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

// "newswatch: WHAT" as one line on standard error, safe on a terminal.
void complain(std::string_view what);

}  // namespace newswatch::cli::print
