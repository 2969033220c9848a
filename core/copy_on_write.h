// A value that copies share until one of them writes. Copies of one object may live in different threads; one object
// belongs to one thread at a time. Knows nothing of what it holds.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

namespace core {

// What a kept text is.
enum class TextForm { json, repr };

template <class T>
class CopyOnWrite {
 public:
  CopyOnWrite() = default;  // T(), which takes no memory until it is written
  explicit CopyOnWrite(T value) : box_(std::make_shared<Box>(std::move(value))) {}

  const T& operator*() const { return box_ != nullptr ? box_->value : nothing(); }
  const T* operator->() const { return &**this; }
  // The value for writing, copied first if others hold it.
  T& write() {
    if (box_ == nullptr) {
      box_ = std::make_shared<Box>();
    } else if (box_.use_count() > 1) {
      box_ = std::make_shared<Box>(box_->value);
    } else {
      // use_count() reads relaxed: what the last other holder read must come before our writes.
      std::atomic_thread_fence(std::memory_order_acquire);
      box_->text = nullptr;
    }
    return box_->value;
  }
  bool shares_with(const CopyOnWrite& other) const { return box_ == other.box_; }

  // The text of the value that someone printed before and kept, which holds until the value is written; nullptr where
  // there is none of this form. Only what is printed again and again is worth its memory. It is kept before the value
  // is shared.
  const std::string* text(TextForm form) const {
    return box_ != nullptr && box_->form == form ? box_->text.get() : nullptr;
  }
  void keep_text(TextForm form, std::string text) {
    write();
    box_->form = form;
    box_->text = std::make_unique<const std::string>(std::move(text));
  }

 private:
  struct Box {
    Box() = default;
    explicit Box(T held) : value(std::move(held)) {}

    T value{};
    std::unique_ptr<const std::string> text;
    TextForm form = TextForm::json;
  };

  static const T& nothing() {
    static const T kNothing{};
    return kNothing;
  }

  std::shared_ptr<Box> box_;
};

}  // namespace core
