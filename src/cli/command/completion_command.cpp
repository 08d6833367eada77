// newswatch completion: the script by which a shell completes the commands of newswatch.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/completion_scripts.h"
#include "cli/print/output.h"

namespace newswatch::cli::command {

int completion(const CompletionArgs& args) {
  print::Output out;
  out.write(args.shell == "bash"  ? kBashCompletion
            : args.shell == "zsh" ? kZshCompletion
                                  : kFishCompletion);
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
