// Queue: a bounded first-in-first-out queue between threads, for any number of producers and
// consumers.
//
// push() blocks while the queue is full, and returns false if it is closed; try_push() never
// blocks. push_first() never blocks either: its elements come before all others, in their own
// order, and their senders bound how many there are. pop() blocks until there is an element, the
// time is up, or the queue is closed and empty. `wake` is called after each push and close(), for a
// consumer that waits in a poll(2) of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

// Clang's thread-safety analysis (-Wthread-safety); libstdc++'s own mutex carries no annotations.
#if defined(__clang__)
#define NEWSWATCH_TSA(x) __attribute__((x))
#else
#define NEWSWATCH_TSA(x)
#endif

namespace newswatch::daemon {

class NEWSWATCH_TSA(capability("mutex")) Mutex {
 public:
  void lock() NEWSWATCH_TSA(acquire_capability()) { mutex_.lock(); }
  void unlock() NEWSWATCH_TSA(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class NEWSWATCH_TSA(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) NEWSWATCH_TSA(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~Lock() NEWSWATCH_TSA(release_capability()) { mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Mutex& mutex_;
};

template <class T>
class Queue {
 public:
  explicit Queue(std::size_t capacity, std::function<void()> wake = {})
      : capacity_(capacity), wake_(std::move(wake)) {}

  bool push(T value) {
    {
      Lock lock(mutex_);
      while (items_.size() >= capacity_ && !closed_) room_.wait(mutex_);
      if (closed_) return false;
      items_.push_back(std::move(value));
    }
    told();
    return true;
  }

  // False: the queue is full or closed, and `value` is unchanged.
  bool try_push(T& value) {
    {
      Lock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(value));
    }
    told();
    return true;
  }

  bool push_first(T value) {
    {
      Lock lock(mutex_);
      if (closed_) return false;
      first_.push_back(std::move(value));
    }
    told();
    return true;
  }

  std::optional<T> pop(std::chrono::milliseconds max) {
    std::optional<T> value;
    {
      Lock lock(mutex_);
      const auto end = std::chrono::steady_clock::now() + max;
      while (first_.empty() && items_.empty() && !closed_) {
        if (news_.wait_until(mutex_, end) == std::cv_status::timeout) break;
      }
      if (!take(first_, value) && !take(items_, value)) return value;
    }
    room_.notify_one();
    return value;
  }

  std::optional<T> try_pop() {
    std::optional<T> value;
    {
      Lock lock(mutex_);
      if (!take(first_, value) && !take(items_, value)) return value;
    }
    room_.notify_one();
    return value;
  }

  // Of push_first() alone.
  std::optional<T> try_pop_first() {
    std::optional<T> value;
    Lock lock(mutex_);
    take(first_, value);
    return value;
  }

  // Refuses further elements. Those that are in it can still be popped.
  void close() {
    {
      Lock lock(mutex_);
      closed_ = true;
    }
    news_.notify_all();
    room_.notify_all();
    if (wake_) wake_();
  }

  bool closed() {
    Lock lock(mutex_);
    return closed_;
  }

 private:
  static bool take(std::deque<T>& from, std::optional<T>& value) {
    if (from.empty()) return false;
    value = std::move(from.front());
    from.pop_front();
    return true;
  }

  void told() {
    news_.notify_one();
    if (wake_) wake_();
  }

  Mutex mutex_;
  std::condition_variable_any news_, room_;
  std::deque<T> items_ NEWSWATCH_TSA(guarded_by(mutex_));
  std::deque<T> first_ NEWSWATCH_TSA(guarded_by(mutex_));  // of push_first()
  bool closed_ NEWSWATCH_TSA(guarded_by(mutex_)) = false;
  const std::size_t capacity_;
  const std::function<void()> wake_;
};

}  // namespace newswatch::daemon
