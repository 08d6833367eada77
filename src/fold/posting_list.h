// PostingList: the slots of the events that hold one term. A plain value.
//
// Most terms have one or two such events, so two slots fit into the object itself: 16 bytes, where
// a std::vector and its block take 56.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace newswatch::fold {

class PostingList {
 public:
  PostingList() = default;
  PostingList(const PostingList& other) {
    for (const std::uint32_t slot : other.slots()) insert(size_, slot);
  }
  PostingList(PostingList&& other) noexcept { swap(other); }
  PostingList& operator=(PostingList other) noexcept {
    swap(other);
    return *this;
  }
  ~PostingList() {
    if (room_ > kInside) delete[] store_.outside;
  }

  std::span<const std::uint32_t> slots() const { return {data(), size_}; }

  // `at` is at most the number of slots.
  void insert(std::size_t at, std::uint32_t slot) {
    if (size_ == room_) grow();
    std::uint32_t* const place = data() + at;
    std::copy_backward(place, data() + size_, data() + size_ + 1);
    *place = slot;
    ++size_;
  }

  template <class Leaves>
  void erase_if(Leaves leaves) {
    size_ = static_cast<std::uint32_t>(std::remove_if(data(), data() + size_, leaves) - data());
  }

 private:
  static constexpr std::uint32_t kInside = 2;

  const std::uint32_t* data() const { return room_ > kInside ? store_.outside : store_.inside; }
  std::uint32_t* data() { return room_ > kInside ? store_.outside : store_.inside; }

  void grow() {
    const std::uint32_t room = room_ + room_ / 2 + 1;
    auto* const more = new std::uint32_t[room];
    std::copy(data(), data() + size_, more);
    if (room_ > kInside) delete[] store_.outside;
    store_.outside = more;
    room_ = room;
  }

  void swap(PostingList& other) noexcept {
    std::swap(store_, other.store_);
    std::swap(size_, other.size_);
    std::swap(room_, other.room_);
  }

  union Store {
    std::uint32_t inside[kInside];
    std::uint32_t* outside;
  };
  Store store_ = {{0, 0}};
  std::uint32_t size_ = 0, room_ = kInside;
};

}  // namespace newswatch::fold
