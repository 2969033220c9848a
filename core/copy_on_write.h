// A value that copies share until one of them writes. Copies of one object may live in different threads; one object
// belongs to one thread at a time. Knows nothing of what it holds.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/holder_count.h"

namespace core {

// What a kept text is.
enum class TextForm { json, repr };

template <class T>
class CopyOnWrite {
 public:
  CopyOnWrite() = default;  // T(), which takes no memory until it is written
  explicit CopyOnWrite(T value) : box_(new Box(std::move(value))) {}
  CopyOnWrite(const CopyOnWrite& other) noexcept : box_(other.box_) {
    if (box_ != nullptr) box_->holders.add();
  }
  CopyOnWrite(CopyOnWrite&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
  // What is assigned may be a part of this.
  CopyOnWrite& operator=(CopyOnWrite other) noexcept {
    std::swap(box_, other.box_);
    return *this;
  }
  ~CopyOnWrite() {
    if (box_ != nullptr && box_->holders.remove()) delete box_;
  }

  const T& operator*() const { return box_ != nullptr ? box_->value : nothing(); }
  const T* operator->() const { return &**this; }
  // The value for writing, copied first if others hold it.
  T& write() {
    if (box_ == nullptr) {
      box_ = new Box();
    } else if (!box_->holders.is_one()) {
      *this = CopyOnWrite(box_->value);
    } else {
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

    HolderCount holders;
    TextForm form = TextForm::json;
    T value{};
    std::unique_ptr<const std::string> text;
  };

  static const T& nothing() {
    static const T kNothing{};
    return kNothing;
  }

  Box* box_ = nullptr;
};

}  // namespace core
