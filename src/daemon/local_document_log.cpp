#include "daemon/local_document_log.h"

namespace newswatch::daemon {

bool LocalDocumentLog::append(engine::FetchedResponse& document) {
  if (document.entry == 0) document.entry = ++last_entry_;
  return queue_.try_push(document);
}

std::optional<engine::FetchedResponse> LocalDocumentLog::next(model::Duration wait) {
  auto document = queue_.pop(wait);
  return queue_.closed() ? std::nullopt : std::move(document);
}

void LocalDocumentLog::done(std::uint64_t /*entry*/, const std::string& url) { marks_.forget(url); }

}  // namespace newswatch::daemon
