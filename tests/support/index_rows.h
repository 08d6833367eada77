// The rows of a stored fold index as one list.
#pragma once

#include <vector>

#include "store/queries.h"

namespace newswatch::test {

inline model::Result<std::vector<model::IndexRow>> index_rows(const store::Rows& rows) {
  std::vector<model::IndexRow> all;
  const auto read = store::for_each_index_row(rows, [&](const model::IndexRow& row) {
    all.push_back(row);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return all;
}

}  // namespace newswatch::test
