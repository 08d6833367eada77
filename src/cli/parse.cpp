// newswatch parse: one document in, its contract JSON out.
#include "parse/parse.h"

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "record/feed_json.h"

namespace newswatch::cli {

int parse_document(const ParseArgs& args) {
  constexpr std::size_t kMaxDocument = 64u << 20;
  auto input = Input::open(args.file);
  if (!input) {
    complain(input.error().context);
    return kFailure;
  }
  const auto bytes = input->read_all(kMaxDocument);
  if (!bytes) {
    complain(bytes.error().context);
    return kFailure;
  }
  const auto document = parse::parse({*bytes, args.content_type, args.url});
  if (!document) {
    complain(document.error().context);
    return kFailure;
  }
  Output out;
  out.line(record::feed_document_json(*document));
  return out.finish(kOk);
}

}  // namespace newswatch::cli
