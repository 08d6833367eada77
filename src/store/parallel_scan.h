// A walk over all rows of families by several threads, each in ranges of its own: for commands that
// look at every row.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "model/result.h"
#include "store/rows.h"

namespace newswatch::store {

// The row and the number of the thread that visits it, from 0. Calls of one number come one after
// the other, those of two numbers at the same time. The views are valid during the call.
using ParallelVisit = std::function<model::Result<void>(
    std::size_t worker, Family family, std::string_view key, std::string_view value)>;

// How many threads there are: as many as the machine has, four at most.
std::size_t scan_workers();

// Visits every row once, in no order. Returns when all threads are done: the first error of a read
// or a visit, which ends the walk of all.
model::Result<void> scan_parallel(const Rows& rows, std::span<const Family> families,
                                  const ParallelVisit& visit);

}  // namespace newswatch::store
