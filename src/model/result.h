// Result<T>: a value, or an Error with a kind that the caller acts on.
//
// What the world can cause (network, disk, bytes of strangers) is returned; what only a bug of ours
// can cause aborts. No exception crosses a file of ours. Any thread; values own their memory.
// Same shape as C++23's std::expected, so that a newer compiler needs one alias changed.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace newswatch::model {

enum class ErrorKind {
  kTransient,  // may work later: retry with backoff
  kPermanent,  // will not work: stop asking
  kBadInput,   // this input is refused: skip it, say why
  kWebPage,    // an HTML page came in place of a document: its address may be dead
  kCorrupt,    // stored data is not what we wrote: stop, tell a person
  kBug,        // a promise between our own parts was broken
};

struct Error {
  ErrorKind kind = ErrorKind::kBug;
  // What was tried, on what, what happened. One line, no trailing period.
  std::string context;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string context) {
  return tl::unexpected<Error>(Error{kind, std::move(context)});
}

// The same error with what the caller was doing put in front: "read feeds: IO error ...".
inline tl::unexpected<Error> fail(std::string_view doing, const Error& error) {
  return tl::unexpected<Error>(Error{error.kind, std::string(doing) + ": " + error.context});
}

}  // namespace newswatch::model
