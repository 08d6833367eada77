// newswatch parse: a feed document as JSON.
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/input_file.h"
#include "cli/print/output.h"
#include "net/content_coding.h"
#include "parse/parse.h"
#include "record/feed_json.h"
#include "text/escape.h"

namespace newswatch::cli::command {

int parse(const ParseArgs& args) {
  constexpr std::size_t kMaxDocument = 64u << 20;
  const auto bytes = read_input(args.file, kMaxDocument);
  if (!bytes) {
    print::complain(bytes.error().context);
    return kFailure;
  }
  auto plain = net::without_coding(*bytes, kMaxDocument);
  if (!plain) {
    print::complain("read " + text::printable(args.file) + ": " + plain.error().context);
    return kFailure;
  }
  const auto document = parse::parse({*plain, args.content_type, args.url});
  if (!document) {
    print::complain(document.error().context);
    return kFailure;
  }
  print::Output out;
  out.line(record::feed_document_json(*document));
  return out.finish(kOk);
}

}  // namespace newswatch::cli::command
