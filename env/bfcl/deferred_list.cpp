#include "env/bfcl/deferred_list.h"

#include "core/json_reader.h"

namespace env::bfcl {

DeferredList::DeferredList(core::List list) : state_(std::make_shared<State>()) {
  state_->list = std::move(list);
}

DeferredList::DeferredList(std::shared_ptr<const std::string> source, std::string_view json)
    : state_(std::make_shared<State>()) {
  state_->source = std::move(source);
  state_->json = json;
}

const core::List& DeferredList::get() const {
  static const core::List kEmpty;
  if (state_ == nullptr) return kEmpty;
  State& state = *state_;
  std::call_once(state.once, [&state] {
    if (state.source == nullptr) return;
    thread_local core::JsonReader reader;  // its buffers are worth keeping
    const char* end = state.source->data() + state.source->size();
    state.list = std::move(reader.read(state.json, static_cast<size_t>(end - state.json.data())).as_list());
    state.source = nullptr;
  });
  return state.list;
}

}  // namespace env::bfcl
