// newswatch: one program; `newswatch run` is the daemon. See src/README.md for the map.
#include "cli/cli.h"

int main(int argc, char** argv) { return newswatch::cli::main(argc, argv); }
