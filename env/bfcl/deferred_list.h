// A list in a line of a data file that is read when someone first asks for it: most entries' questions and documents
// are never looked at when results are scored. Copies share one list. Reads as a core::List.
#pragma once

#include <atomic>
#include <forward_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "core/value.h"

namespace env::bfcl {

class DeferredList {
 public:
  DeferredList() = default;
  DeferredList(core::List list);  // NOLINT(google-explicit-constructor): a list that is there
  // `json`: the text of a list that `owner` keeps alive; valid JSON. What is nested 500 deep or deeper, get() and
  // find() refuse with core::Error(data). `readable`: how many bytes may be read from its beginning on.
  DeferredList(std::shared_ptr<const void> owner, std::string_view json, size_t readable);

  // May be called from several threads, as all that follow.
  const core::List& get() const;
  operator const core::List&() const { return get(); }  // NOLINT(google-explicit-constructor): reads as a list

  bool empty() const { return get().empty(); }
  size_t size() const { return get().size(); }
  core::List::const_iterator begin() const { return get().begin(); }
  core::List::const_iterator end() const { return get().end(); }
  const core::Value& front() const { return get().front(); }
  const core::Value& operator[](size_t i) const { return get()[i]; }

  // The first item that is a dict with this str under this key, without reading the others; nullptr where there is
  // none. It stays as long as the list.
  const core::Value* find(std::string_view key, std::string_view text) const;

 private:
  // An item that was read alone.
  struct Item {
    const char* json;  // where its text begins
    core::Value value;
  };
  struct State {
    std::atomic<bool> read = false;  // whether `list` is there; until then the others count, under the lock
    core::List list;
    std::mutex lock;
    std::shared_ptr<const void> owner;
    std::string_view json;
    const char* end = nullptr;  // of what may be read
    std::forward_list<Item> items;

    core::Value parse(std::string_view part) const;
    const core::Value& item(std::string_view part);
    const core::Value* find(std::string_view key, std::string_view text);
  };
  std::shared_ptr<State> state_;  // nullptr: empty
};

}  // namespace env::bfcl
