// One of the two stores of the key-value memory: texts by keys in snake case, of bounded number and length.
// Knows nothing of the other store.
#pragma once

#include <string_view>

#include "core/copy_on_write.h"
#include "core/value.h"
#include "env/bfcl/worlds/method_table.h"

namespace env::bfcl {

class KeyValueStore {
 public:
  struct Words {
    std::string_view full;     // the refusal of what does not fit
    std::string_view added;    // what a good addition answers
    std::string_view cleared;  // what clear() answers
  };

  KeyValueStore(size_t most, size_t longest, const Words& words) : most_(most), longest_(longest), words_(words) {}

  const core::Dict& entries() const { return *entries_; }
  void load(core::Dict entries) { entries_ = core::CopyOnWrite<core::Dict>(std::move(entries)); }
  bool equals(const KeyValueStore& other) const;

  // The methods: arguments in, Python's return value out; as Simulator::call.
  core::Value add(const Arguments& arguments);
  core::Value remove(const Arguments& arguments);
  core::Value replace(const Arguments& arguments);
  core::Value clear(const Arguments& arguments);
  core::Value retrieve(const Arguments& arguments);
  core::Value list_keys(const Arguments& arguments);
  core::Value key_search(const Arguments& arguments);
  core::Value retrieve_all(const Arguments& arguments);

 private:
  // The refusal of a text that is too long; None where it fits.
  core::Value length_trouble(std::string_view text) const;

  core::CopyOnWrite<core::Dict> entries_;
  size_t most_;
  size_t longest_;  // characters
  Words words_;
};

}  // namespace env::bfcl
