#include "store/parallel_scan.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace newswatch::store {
namespace {

constexpr std::size_t kMostWorkers = 4;
constexpr std::uint64_t kShares = 32;  // of a family: small enough that no thread waits for long

struct Share {
  Family family{};
  std::string from, to;  // to: behind its last key; empty: the family's end
};

model::Result<std::optional<std::string>> first_key(const Rows& rows, Family family, bool newest) {
  std::optional<std::string> found;
  const Rows::Visit take = [&](std::string_view key, std::string_view) -> model::Result<bool> {
    found = key;
    return false;
  };
  const auto scanned =
      newest ? rows.scan_newest_first(family, "", "", take) : rows.scan(family, "", "", take);
  if (!scanned) return tl::unexpected(scanned.error());
  return found;
}

// The eight bytes of a key from `at`, as a number in the order of keys.
std::uint64_t number_at(std::string_view key, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = at; i < at + sizeof number; ++i) {
    number = (number << 8u) | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
  }
  return number;
}

std::string key_of(std::string_view prefix, std::uint64_t number) {
  std::string key(prefix);
  for (int shift = 56; shift >= 0; shift -= 8) {
    key += static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xFFu);
  }
  return key;
}

// Divides the keys between the family's first and last by their first bytes that differ.
model::Result<void> add_shares(const Rows& rows, Family family, std::vector<Share>& shares) {
  const auto first = first_key(rows, family, false);
  if (!first) return tl::unexpected(first.error());
  const auto last = first_key(rows, family, true);
  if (!last) return tl::unexpected(last.error());
  if (!first->has_value() || !last->has_value()) return {};
  const std::string low = first->value_or(""), high = last->value_or("");
  const auto differ = std::mismatch(low.begin(), low.end(), high.begin(), high.end()).first;
  const std::string prefix(low.begin(), differ);
  const std::uint64_t from = number_at(low, prefix.size());
  const std::uint64_t step = (number_at(high, prefix.size()) - from) / kShares;
  std::string begin;  // of the next share; the first begins where the family does
  for (std::uint64_t i = 1; step > 0 && i < kShares; ++i) {
    std::string end = key_of(prefix, from + i * step);
    shares.push_back({family, std::move(begin), end});
    begin = std::move(end);
  }
  shares.push_back({family, std::move(begin), {}});
  return {};
}

// Walks shares until none is left, or `stop`.
model::Result<void> walk(const Rows& rows, const std::vector<Share>& shares,
                         std::atomic<std::size_t>& next, std::atomic<bool>& stop,
                         std::size_t worker, const ParallelVisit& visit) {
  for (std::size_t i = next++; i < shares.size() && !stop; i = next++) {
    const Share& share = shares[i];
    auto walked =
        rows.scan(share.family, share.from, "",
                  [&](std::string_view key, std::string_view value) -> model::Result<bool> {
                    if (!share.to.empty() && key >= share.to) return false;
                    const auto visited = visit(worker, share.family, key, value);
                    if (!visited) return tl::unexpected(visited.error());
                    return !stop;
                  });
    if (walked) continue;
    stop = true;
    return walked;
  }
  return {};
}

}  // namespace

std::size_t scan_workers() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostWorkers);
}

model::Result<void> scan_parallel(const Rows& rows, std::span<const Family> families,
                                  const ParallelVisit& visit) {
  std::vector<Share> shares;
  for (const Family family : families) {
    if (auto added = add_shares(rows, family, shares); !added) return added;
  }
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
  std::vector<model::Result<void>> results(scan_workers());
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 1; worker < results.size(); ++worker) {
      threads.emplace_back(
          [&, worker] { results[worker] = walk(rows, shares, next, stop, worker, visit); });
    }
    results.front() = walk(rows, shares, next, stop, 0, visit);
  }
  const auto failed = std::ranges::find_if(results, [](const auto& one) { return !one; });
  return failed == results.end() ? model::Result<void>() : *failed;
}

}  // namespace newswatch::store
