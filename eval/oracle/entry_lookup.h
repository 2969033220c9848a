// Entries of the benchmark by id; a category is read when it is first asked for.
#pragma once

#include <string>
#include <unordered_map>

#include "env/bfcl/dataset.h"

namespace eval::oracle {

class EntryLookup {
 public:
  explicit EntryLookup(env::bfcl::Dataset dataset) : dataset_(std::move(dataset)) {}

  // nullptr where the category has no such entry.
  const env::bfcl::Entry* find(const env::bfcl::Category& category, const std::string& id);

 private:
  using Entries = std::unordered_map<std::string, env::bfcl::Entry>;

  env::bfcl::Dataset dataset_;
  std::unordered_map<const env::bfcl::Category*, Entries> categories_;
};

}  // namespace eval::oracle
