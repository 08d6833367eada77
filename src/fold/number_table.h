// NumberTable: finds a small number by a hash, where the owner keeps the keys. A plain value.
//
// Open addressing with linear probing, in a table whose size is a power of two and which is at most
// two thirds full: 6 to 12 bytes a number, where a node of std::unordered_map takes 40. The owner
// says whether a number is the right one, and what its hash is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace newswatch::fold {

class NumberTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // The number under this hash for which same(number) is true, or kNone.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    if (table_.empty()) return kNone;
    for (std::size_t i = hash & mask();; i = (i + 1) & mask()) {
      if (table_[i] == kNone || same(table_[i])) return table_[i];
    }
  }

  // `number` is not in the table. hash_of() is called for the other numbers when the table grows.
  template <class HashOf>
  void put(std::uint64_t hash, std::uint32_t number, HashOf hash_of) {
    if ((size_ + 1) * 3 > table_.size() * 2) grow(hash_of);
    place(hash, number);
    ++size_;
  }

  // `number` is in the table. Entries behind it move up, so that no gap cuts a chain of probes.
  template <class HashOf>
  void erase(std::uint64_t hash, std::uint32_t number, HashOf hash_of) {
    std::size_t gap = hash & mask();
    while (table_[gap] != number) gap = (gap + 1) & mask();
    for (std::size_t i = (gap + 1) & mask(); table_[i] != kNone; i = (i + 1) & mask()) {
      const std::size_t home = hash_of(table_[i]) & mask();
      if (((i - home) & mask()) < ((i - gap) & mask())) continue;
      table_[gap] = table_[i];
      gap = i;
    }
    table_[gap] = kNone;
    --size_;
  }

 private:
  std::size_t mask() const { return table_.size() - 1; }

  void place(std::uint64_t hash, std::uint32_t number) {
    std::size_t i = hash & mask();
    while (table_[i] != kNone) i = (i + 1) & mask();
    table_[i] = number;
  }

  template <class HashOf>
  void grow(HashOf hash_of) {
    const std::vector<std::uint32_t> old = std::exchange(
        table_, std::vector<std::uint32_t>(table_.empty() ? 16 : table_.size() * 2, kNone));
    for (const std::uint32_t number : old) {
      if (number != kNone) place(hash_of(number), number);
    }
  }

  std::vector<std::uint32_t> table_;
  std::size_t size_ = 0;
};

}  // namespace newswatch::fold
