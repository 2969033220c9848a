#include "env/bfcl/deferred_list.h"

#include <algorithm>

#include "core/json_parts.h"
#include "core/json_reader.h"

namespace env::bfcl {
namespace {

bool is_str(const core::Value* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->as_string() == text;
}

}  // namespace

DeferredList::DeferredList(core::List list) : state_(std::make_shared<State>()) {
  state_->list = std::move(list);
  state_->read = true;
}

DeferredList::DeferredList(std::shared_ptr<const void> owner, std::string_view json, size_t readable)
    : state_(std::make_shared<State>()) {
  state_->owner = std::move(owner);
  state_->json = json;
  state_->end = json.data() + readable;
}

core::Value DeferredList::State::parse(std::string_view part) const {
  thread_local core::JsonReader reader;  // its buffers are worth keeping
  return reader.read(part, static_cast<size_t>(end - part.data()));
}

const core::Value& DeferredList::State::item(std::string_view part) {
  const auto known =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.json == part.data(); });
  return known != items.end() ? known->value : items.emplace_front(Item{part.data(), parse(part)}).value;
}

const core::Value* DeferredList::State::find(std::string_view key, std::string_view text) {
  for (core::JsonItems parts(json); parts.next();) {
    std::string_view last;  // of a key that is repeated, the last value counts
    bool escaped = false;
    for (core::JsonMembers members(parts.value()); members.next();) {
      escaped = escaped || !members.has_plain_key();
      if (members.key() == key) last = members.value();
    }
    // What has escapes is compared as it reads.
    escaped = escaped || last.find('\\') != std::string_view::npos;
    const bool equal = last.size() == text.size() + 2 && last.front() == '"' && last.substr(1, text.size()) == text;
    if (!escaped && !equal) continue;
    const core::Value& value = item(parts.value());
    if (is_str(value.find(key), text)) return &value;
  }
  return nullptr;
}

const core::List& DeferredList::get() const {
  static const core::List kEmpty;
  if (state_ == nullptr) return kEmpty;
  State& state = *state_;
  if (!state.read.load(std::memory_order_acquire)) {
    const std::lock_guard guard(state.lock);
    if (!state.read.load(std::memory_order_relaxed)) {
      state.list = std::move(state.parse(state.json).as_list());
      state.owner = nullptr;
      state.read.store(true, std::memory_order_release);
    }
  }
  return state.list;
}

const core::Value* DeferredList::find(std::string_view key, std::string_view text) const {
  if (state_ == nullptr) return nullptr;
  State& state = *state_;
  if (!state.read.load(std::memory_order_acquire)) {
    const std::lock_guard guard(state.lock);
    if (!state.read.load(std::memory_order_relaxed)) return state.find(key, text);
  }
  const auto found = std::find_if(state.list.begin(), state.list.end(),
                                  [&](const core::Value& item) { return is_str(item.find(key), text); });
  return found == state.list.end() ? nullptr : &*found;
}

}  // namespace env::bfcl
