#include "cli/lines.h"

#include "cli/cli.h"
#include "cli/input.h"

namespace newswatch::cli {

int answer_lines(const std::string& file,
                 const std::function<std::string(const LineItem&)>& answer) {
  auto input = Input::open(file);
  if (!input) {
    complain(input.error().context);
    return kFailure;
  }
  Output out;
  int status = kOk;
  const std::string name = file == "-" ? "standard input" : file;
  for (std::size_t number = 1; out.open(); ++number) {
    const auto line = input->read_line();
    if (line && !*line) break;
    if (line && (*line)->find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto item = line ? read_item(**line) : tl::unexpected(line.error());
    if (item) {
      out.line(answer(*item));
      out.flush();
    } else {
      complain(name + ":" + std::to_string(number) + ": " + item.error().context);
      status = kFailure;
    }
  }
  return out.finish(status);
}

}  // namespace newswatch::cli
