// newswatch parse: a feed document as JSON.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "parse/parse.h"
#include "record/feed_json.h"

namespace newswatch::cli::command {

int parse(const ParseArgs& args) {
  constexpr std::size_t kMaxDocument = 64u << 20;
  const auto bytes = read_input(args.file, kMaxDocument);
  if (!bytes) {
    print::complain(bytes.error().context);
    return kFailure;
  }
  const auto document = parse::parse({*bytes, args.content_type, args.url});
  if (!document) {
    print::complain(document.error().context);
    return kFailure;
  }
  print::Output out;
  out.line(record::feed_document_json(*document));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
