// Result<T>: a value, or an Error with a kind that the caller acts on.
//
// Failures of the network, the disk or the input are returned; a bug of our own aborts. Exceptions
// of libraries are caught in the file that calls them. Any thread; values own their memory.
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
  kWebPage,    // an HTML page came instead of a feed: its address may be dead
  kCorrupt,    // stored data is not what we wrote: stop, tell a person
  kBug,        // a promise between our own parts was broken
};

struct Error {
  ErrorKind kind = ErrorKind::kBug;
  // What was tried, on what, what happened. One line, no trailing period.
  std::string context;
  // The same in words that errors of one cause share, whatever they were tried on: "name not
  // found". Empty: there are none.
  std::string cause = {};
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string context) {
  return tl::unexpected<Error>(Error{kind, std::move(context), {}});
}

// The same error with what the caller was doing put in front: "read feeds: IO error ...".
inline tl::unexpected<Error> fail(std::string_view doing, const Error& error) {
  return tl::unexpected<Error>(
      Error{error.kind, std::string(doing) + ": " + error.context, error.cause});
}

}  // namespace newswatch::model
