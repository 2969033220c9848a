// A value that copies share until one of them writes. Copies of one object may live in different threads; one object
// belongs to one thread at a time. Knows nothing of what it holds.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace env::bfcl {

template <class T>
class CopyOnWrite {
 public:
  CopyOnWrite() : value_(std::make_shared<T>()) {}
  explicit CopyOnWrite(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  // The value for writing, copied first if others hold it.
  T& write() {
    if (value_.use_count() > 1) {
      value_ = std::make_shared<T>(*value_);
    } else {
      // use_count() reads relaxed: what the last other holder read must come before our writes.
      std::atomic_thread_fence(std::memory_order_acquire);
    }
    return *value_;
  }
  bool shares_with(const CopyOnWrite& other) const { return value_ == other.value_; }

 private:
  std::shared_ptr<T> value_;
};

}  // namespace env::bfcl
