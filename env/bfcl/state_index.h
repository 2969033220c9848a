// Initial states of the benchmark's worlds: a guard against generating one of them again. States are compared class by
// class, whatever the order of their keys and whether a number is written 5 or 5.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/value.h"
#include "env/bfcl/contamination.h"
#include "env/bfcl/dataset.h"

namespace env::bfcl {

// The same text for states that are equal as Python has it, another for others.
std::string canonical_state(const core::Value& state);

class StateIndex {
 public:
  StateIndex() = default;
  // The initial_config of every entry that has one. Throws core::Error as Dataset does.
  explicit StateIndex(const Dataset& dataset);

  void add(std::string_view class_name, const core::Value& state, std::string_view entry_id);

  // `initial_config` as entries write it: {class: state}. The first class whose state is an entry's; kind "state", what
  // the class. nullopt where there is none.
  std::optional<ContaminationHit> check(const core::Dict& initial_config) const;

  size_t states() const { return entries_.size(); }

 private:
  static std::string key(std::string_view class_name, const core::Value& state);

  std::unordered_map<std::string, std::string> entries_;  // hash of class and state -> id of an entry
};

}  // namespace env::bfcl
