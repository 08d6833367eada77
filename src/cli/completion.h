// What may stand next on a command line, for the shells that complete it (config/completions). The
// scripts of all shells ask `newswatch __complete WORD...`, with the words after the program's name
// up to the one that is being typed, so that they know neither commands nor options themselves.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace newswatch::cli {

struct Global;

// Something that fits. `what` is for people, one line without control characters; may be empty.
struct Candidate {
  std::string word;
  std::string what;
};

// What fits the last of the words, after the others. One word that begins with ":" means that the
// shell knows better: ":files" or ":folders". Empty: nothing is known. --config and --state-dir
// among the words go into `global`, which says where the names of feeds, topics, sinks and events
// are read. Errors are not told: nobody asked for a command yet. One thread.
std::vector<Candidate> complete(const CLI::App& app, const std::vector<std::string>& words,
                                Global& global);

}  // namespace newswatch::cli
