// Says what is wrong with a command line, and what its author may have meant.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace newswatch::cli {

// One sentence for the error that parsing ended with. `app` is the program's grammar, as parsing
// left it: unknown words are looked for in it first, for they often cause the error.
std::string misuse(const CLI::App& app, const CLI::ParseError& error);

}  // namespace newswatch::cli
