// A list in a line of a data file that is read when someone first asks for it: most entries' questions and documents
// are never looked at when results are scored. Copies share one list. Reads as a core::List.
#pragma once

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
  // `json`: the text of a list within *source; valid JSON, nested less than 500 deep, or get() throws
  // core::Error(data).
  DeferredList(std::shared_ptr<const std::string> source, std::string_view json);

  // May be called from several threads.
  const core::List& get() const;
  operator const core::List&() const { return get(); }  // NOLINT(google-explicit-constructor): reads as a list

  bool empty() const { return get().empty(); }
  size_t size() const { return get().size(); }
  core::List::const_iterator begin() const { return get().begin(); }
  core::List::const_iterator end() const { return get().end(); }
  const core::Value& front() const { return get().front(); }
  const core::Value& operator[](size_t i) const { return get()[i]; }

 private:
  struct State {
    std::once_flag once;
    std::shared_ptr<const std::string> source;
    std::string_view json;
    core::List list;
  };
  std::shared_ptr<State> state_;  // nullptr: empty
};

}  // namespace env::bfcl
