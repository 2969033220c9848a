// The values that a world's state offers as arguments, each with its place and its source: the kind of place it stands
// in ("access_token", "credit_card_list{}", "contents{}:file:here"). Knows states as values, no class by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace synth {

struct StateValue {
  core::Value value;
  std::string path;  // in Environment::state(); synth/graph/value_path.h
  std::string source;
};

class StateView {
 public:
  // Where an attribute is a path that leads through records beside it (a current directory), the keys at its end are
  // ":here", all others of such records ":away".
  explicit StateView(const core::Value& state);

  const std::vector<StateValue>& values() const { return values_; }
  // The texts in the records of this key, those that are here first; empty where there are none.
  std::vector<std::string> texts_of(std::string_view key) const;

 private:
  struct Text {
    std::string key;
    std::string text;
    bool here = false;
  };

  void walk(const core::Value& value, const std::string& path, std::string_view field, std::string_view key,
            bool in_tree, bool here);
  // A record's text attribute "type", if it has one, is part of the source of its key.
  void add_key(const core::Value& key, const core::Value& record, std::string path, std::string_view field,
               bool in_tree, bool here);

  const core::Dict* here_ = nullptr;  // only during construction
  std::vector<StateValue> values_;
  std::vector<Text> texts_;
};

}  // namespace synth
